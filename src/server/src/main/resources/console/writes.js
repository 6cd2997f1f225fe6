/** The newest writes of the whole registry. */
import {ROOT} from './address.js';
import {byId, duration, element, show, text} from './dom.js';
import {href} from './services.js';

const MOST = 12;
export const ASKED = 200;
const list = byId('writes');
const heartbeats = byId('writes-beats');
const WORDS = {put: 'put', heartbeat: 'beat', delete: 'gone'};
const rows = new Map();
let latest = [];

/** Puts and deletes are remembered: heartbeats would soon push them out of what the node tells. */
let notable = [];

heartbeats.addEventListener('change', render);
text(byId('writes-try'), `curl -X PUT -d '{"port": 9000}' '${location.origin}${ROOT}web/web-1'`);

const keyOf = write => JSON.stringify([write.origin, write.timestamp]);

export function showWrites(writes) {
  const now = performance.now();
  latest = writes.map(write => ({...write, key: keyOf(write), at: now - write.age_ms}));
  const fresh = latest.filter(write => write.kind !== 'heartbeat');
  const told = new Set(fresh.map(write => write.key));
  notable = [...fresh, ...notable.filter(write => !told.has(write.key))].slice(0, MOST);
  render();
}

function render() {
  const now = performance.now();
  const shown = (heartbeats.checked ? latest : notable).slice(0, MOST);
  const first = rows.size === 0;
  const kept = new Set();
  shown.forEach((write, i) => {
    const {key} = write;
    kept.add(key);
    let row = rows.get(key);
    if (!row) {
      row = make(write, !first);
      rows.set(key, row);
    }
    text(row.lastChild, `${duration(now - write.at)} ago`);
    if (list.children[i] !== row) {
      list.insertBefore(row, list.children[i] ?? null);
    }
  });
  for (const [key, row] of rows) {
    if (!kept.has(key)) {
      row.remove();
      rows.delete(key);
    }
  }
  show(byId('writes-empty'), shown.length === 0);
}

function make(write, fresh) {
  return element('li', {class: fresh ? 'fresh' : ''},
      element('span', {class: `kind ${write.kind}`}, WORDS[write.kind] ?? write.kind),
      element('a', {class: 'what', href: href(write.service)},
          element('span', {}, write.service), element('span', {class: 'slash'}, ' / '), element('b', {}, write.id)),
      element('span', {class: 'by'}, `at ${write.origin}`),
      element('time', {}));
}
