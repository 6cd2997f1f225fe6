/** Says on all of the page whether what it shows is live. */
import {byId, show, text} from './dom.js';

const broken = new Set();
let since = null;

export function onState(source, works) {
  works ? broken.delete(source) : broken.add(source);
  const lost = broken.size > 0;
  since = lost ? since ?? new Date() : null;
  byId('link').dataset.state = lost ? 'lost' : 'live';
  text(byId('link'), lost ? 'connection lost' : 'live');
  document.body.classList.toggle('lost', lost);
  show(byId('banner'), lost);
  if (lost) {
    text(byId('banner'), `No answer from this node since ${since.toLocaleTimeString()}. What you see may be out of date; trying again…`);
  }
}
