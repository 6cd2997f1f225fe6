/** The dead letters of one node: what was sent, what it answered, sent again or dropped. */
import {ask} from './ask.js';
import {change, list, nodeName, nodePath} from './calls.js';
import {byId, element, plural, show, text} from './dom.js';

let node = null;
let shown = '';

const REPLAY_SAYS = 'The node gets it again, between two other deliveries, marked Spawn-Replay: true and with its old id and'
    + ' sequence. What has come after it stays. If it fails, it is parked again.';
const DROP_SAYS = 'This node never gets it. It is counted and logged as dropped; other nodes are not touched.';

export function openLetters(host, port) {
  node = {host, port};
  shown = '';
  byId('letter-list').replaceChildren();
  text(byId('letters-title'), `Parked at ${nodeName(node)}`);
}

export async function showLetters() {
  const letters = await list(nodePath(node, 'dead'));
  text(byId('letters-count'), plural(letters.length, 'write', 'writes'));
  show(byId('letters-empty'), letters.length === 0);
  byId('replay-all').disabled = byId('drop-all').disabled = letters.length === 0;
  const key = letters.map(letter => `${letter.id} ${letter.attempts}`).join();
  if (key !== shown) {
    shown = key;
    byId('letter-list').replaceChildren(...letters.map(row));
  }
}

function row(letter) {
  const detail = element('pre', {class: 'detail', hidden: ''});
  const opener = element('button', {type: 'button', class: 'opener', 'aria-expanded': 'false'},
      element('i', {class: 'arrow'}), element('b', {}, `${letter.method} ${letter.target}`));
  opener.addEventListener('click', () => open(letter, opener, detail));
  return element('li', {'data-write': letter.id},
      element('div', {class: 'letter'},
          opener,
          element('span', {class: 'failure'}, letter.error),
          element('span', {class: 'hint'}, `#${letter.sequence} · ${plural(letter.attempts, 'try', 'tries')}`),
          element('button', {type: 'button', class: 'quiet replay', onclick: () => replay(letter)}, 'Replay'),
          element('button', {type: 'button', class: 'quiet drop', onclick: () => drop(letter)}, 'Drop')),
      detail);
}

async function open(letter, opener, detail) {
  const opens = detail.hidden;
  opener.setAttribute('aria-expanded', String(opens));
  show(detail, opens);
  if (opens && detail.textContent === '') {
    try {
      const [whole] = await list(nodePath(node, 'dead', letter.id));
      text(detail, whole ? describe(whole) : 'It is parked no longer.');
    } catch (e) {
      text(detail, `It could not be read: ${e.message}`);
    }
  }
}

function describe(letter) {
  const request = [`${letter.method} ${letter.target}`, ...letter.headers.map(([name, value]) => `${name}: ${value}`), '',
    letter.body ?? `(base64) ${letter.body_base64}`];
  const answer = letter.answer
      ? ['', `← ${letter.answer.status}`, letter.answer.body ?? `(base64) ${letter.answer.body_base64}`]
      : ['', '← no answer'];
  return [...request, ...answer].join('\n');
}

function replay(letter) {
  const path = letter ? nodePath(node, 'dead', letter.id, 'replay') : nodePath(node, 'dead', 'replay');
  confirm(letter, 'Replay', REPLAY_SAYS, 'POST', path);
}

function drop(letter) {
  const path = letter ? nodePath(node, 'dead', letter.id) : nodePath(node, 'dead');
  confirm(letter, 'Drop', DROP_SAYS, 'DELETE', path);
}

function confirm(letter, button, says, method, path) {
  ask({
    title: letter ? `${button} this write?` : `${button} all that is parked here?`,
    what: letter ? `${letter.method} ${letter.target} → ${nodeName(node)}` : nodeName(node),
    says,
    button,
    run: async () => {
      await change(method, path);
      await showLetters();
    },
  });
}

byId('replay-all').addEventListener('click', () => replay(null));
byId('drop-all').addEventListener('click', () => drop(null));
