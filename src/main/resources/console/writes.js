/** The newest writes of the whole registry. */
import {byId, duration, element, show, text} from './dom.js';
import {href} from './services.js';

const MOST = 12;
export const ASKED = 60;
const list = byId('writes');
const heartbeats = byId('writes-beats');
const WORDS = {put: 'put', heartbeat: 'beat', delete: 'gone'};
const rows = new Map();
let latest = [];

heartbeats.addEventListener('change', () => showWrites(latest));

export function showWrites(writes) {
  latest = writes;
  const shown = writes.filter(write => heartbeats.checked || write.kind !== 'heartbeat').slice(0, MOST);
  const first = rows.size === 0;
  const kept = new Set();
  shown.forEach((write, i) => {
    const key = JSON.stringify([write.origin, write.timestamp]);
    kept.add(key);
    let row = rows.get(key);
    if (!row) {
      row = make(write, !first);
      rows.set(key, row);
    }
    text(row.lastChild, `${duration(write.age_ms)} ago`);
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
