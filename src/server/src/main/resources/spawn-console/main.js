/** Puts the page together: the fragment says what is shown, and each second it is read anew. */
import {list} from './calls.js';
import {byId, show, text} from './dom.js';
import {showFigures} from './figures.js';
import {openLetters, showLetters} from './letters.js';
import {onNodesChanged, showNodes} from './nodes.js';
import {begin, monitors} from './session.js';
import {showWay, showWrites} from './writes.js';

const LOOK_MILLIS = 1000;
let view = {name: 'overview'};
let since = null;
let looking = false;
let begun = false;

function route() {
  const dead = /^#\/dead\/([^/]+)\/([0-9]+)$/.exec(location.hash);
  const write = /^#\/write\/([^/]+)$/.exec(location.hash);
  try {
    view = dead ? {name: 'letters', host: decodeURIComponent(dead[1]), port: Number(dead[2])}
        : write ? {name: 'way', id: decodeURIComponent(write[1])}
        : {name: 'overview'};
  } catch {
    view = {name: 'overview'};
  }
  if (view.name === 'letters') {
    openLetters(view.host, view.port);
  }
  for (const name of ['overview', 'letters', 'way']) {
    show(byId(name), view.name === name);
  }
  scrollTo(0, 0);
  look();
}

async function look() {
  if (looking || document.hidden || !begun) {
    return;
  }
  looking = true;
  try {
    if (!monitors()) {
      onState(true);
      return;
    }
    const nodes = await list('status');
    showNodes(nodes);
    showFigures(nodes);
    if (view.name === 'letters') {
      await showLetters();
    } else if (view.name === 'way') {
      await showWay(view.id);
    } else {
      await showWrites();
    }
    onState(true);
  } catch {
    onState(false);
  } finally {
    looking = false;
  }
}

function onState(works) {
  since = works ? null : since ?? new Date();
  byId('link').dataset.state = works ? 'live' : 'lost';
  text(byId('link'), works ? 'live' : 'connection lost');
  document.body.classList.toggle('lost', !works);
  show(byId('banner'), !works);
  if (!works) {
    text(byId('banner'), `No answer from Spawn since ${since.toLocaleTimeString()}. What you see may be out of date; trying again…`);
  }
}

addEventListener('hashchange', () => {
  route();
  byId('main').focus({preventScroll: true});
});
document.addEventListener('visibilitychange', look);
byId('writes-state').addEventListener('change', look);
onNodesChanged(look);
text(byId('self'), location.host);
route();
begin().then(() => {
  begun = true;
  look();
  setInterval(look, LOOK_MILLIS);
});
