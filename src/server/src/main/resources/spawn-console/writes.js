/** The last writes, and the way of one. */
import {list, nodeName, writePath} from './calls.js';
import {byId, element, show, text} from './dom.js';

const MOST = 50;
let shown = '';

export async function showWrites() {
  const state = byId('writes-state').value;
  const filter = state === '' ? '' : state === 'diverged' ? '&diverged=true' : `&state=${state}`;
  const writes = await list(`writes?limit=${MOST}${filter}`);
  show(byId('writes-empty'), writes.length === 0);
  const key = JSON.stringify(writes);
  if (key !== shown) {
    shown = key;
    byId('writes').replaceChildren(...writes.map(row));
  }
}

function row(write) {
  return element('li', {'data-write': write.id},
      element('span', {class: 'hint'}, `#${write.sequence}`),
      element('a', {class: 'what', href: `#/write/${encodeURIComponent(write.id)}`},
          element('b', {}, write.method), ` ${write.target}`),
      element('span', {class: 'dots'}, ...write.nodes.map(node =>
          element('i', {class: 'dot', 'data-state': node.state, title: `${nodeName(node)}: ${node.state}`}))),
      element('span', {class: 'by'}, summary(write)),
      element('time', {}, new Date(write.accepted).toLocaleTimeString()));
}

function summary(write) {
  const states = [...new Set(write.nodes.map(node => node.state))];
  return states.length === 0 ? 'no node' : states.join(', ');
}

export async function showWay(id) {
  const [write] = await list(writePath(id));
  show(byId('way-empty'), write === undefined);
  text(byId('way-title'), write ? `${write.method} ${write.target}` : id);
  const facts = write
      ? [['Id', write.id], ['Sequence', write.sequence], ['Stored', new Date(write.accepted).toLocaleString()],
        ['Body', `${write.bytes} bytes`], ['Settled', write.settled ? 'yes' : 'no: pending or parked somewhere']]
      : [];
  byId('way-facts').replaceChildren(...facts.flatMap(([name, value]) =>
      [element('dt', {}, name), element('dd', {}, String(value))]));
  byId('way-nodes').replaceChildren(...(write?.nodes ?? []).map(node =>
      element('li', {'data-state': node.state},
          element('span', {class: 'state'}, node.state),
          element('span', {class: 'peer-name'}, nodeName(node)),
          element('span', {class: 'hint'}, describe(node)))));
}

function describe(node) {
  const status = node.status > 0 ? `answered ${node.status}` : '';
  const tries = node.attempts > 0 ? `tries: ${node.attempts}` : '';
  return [status, tries, node.error].filter(part => part !== '').join(' · ');
}
