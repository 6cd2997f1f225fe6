/** One instance's row: made once, kept up to date, opened to show the instance as it was sent. */
import {path} from './address.js';
import {get} from './api.js';
import {confirmDelete} from './confirm.js';
import {element, seconds, show, text} from './dom.js';
import {mayDelete} from './session.js';

const SOON_MILLIS = 15_000;
const LINE = 20; // pixels, as the style has it
const BORDERS = 22;
const GAP = 12;

const boxHeight = item => Math.min(16, Math.max(3, item.lines)) * LINE + BORDERS;

export const extraHeight = item => boxHeight(item) + GAP;

export function makeRow(list, item, done) {
  const detail = element('pre', {class: 'detail', tabindex: '0', 'aria-label': 'Instance as JSON', hidden: ''});
  const opener = element('button', {type: 'button', class: 'opener', 'aria-expanded': 'false', title: item.id,
    onclick: () => list.toggle(item.id)}, element('span', {class: 'arrow', 'aria-hidden': 'true'}), element('b', {}, item.id));
  const row = element('div', {class: 'row', role: 'listitem'},
      element('div', {class: 'cells'}, opener,
          element('span', {class: 'content'}),
          element('span', {class: 'origin'}),
          element('span', {class: 'age'}),
          element('span', {class: 'left'}, element('span', {class: 'life'}, element('i')), element('span', {class: 'time'})),
          element('button', {type: 'button', class: 'delete', hidden: mayDelete(item.service, item.id) ? null : '', 'aria-label': `Delete ${item.id}`, title: 'Delete',
            onclick: () => confirmDelete(item.service, item.id, done)}, '✕')),
      detail);
  row.parts = {
    opener, detail, content: row.querySelector('.content'), origin: row.querySelector('.origin'),
    age: row.querySelector('.age'), life: row.querySelector('.life i'), time: row.querySelector('.time'), left: row.querySelector('.left'),
  };
  row.dataset.id = item.id;
  return row;
}

export function updateRow(row, item, open) {
  const parts = row.parts;
  text(parts.content, item.summary);
  text(parts.origin, item.origin ?? '…');
  tick(row, item);
  if (row.item && row.item.summary !== item.summary) {
    row.classList.remove('changed');
    void row.offsetWidth;
    row.classList.add('changed');
  }
  parts.opener.setAttribute('aria-expanded', String(open));
  show(parts.detail, open);
  parts.detail.style.height = `${boxHeight(item)}px`;
  if (open && row.shown !== item.json) {
    row.shown = item.json;
    load(parts.detail, item);
  }
  row.item = item;
  row.classList.toggle('new', item.isNew === true);
}

/** Shows what the clock changes. */
export function tick(row, item) {
  const parts = row.parts;
  if (item.heardAt === undefined) {
    text(parts.age, '…');
    text(parts.time, '…');
    return;
  }
  const now = performance.now();
  const left = item.diesAt - now;
  text(parts.age, `${seconds(now - item.heardAt)} ago`);
  text(parts.time, left > 0 ? seconds(left) : 'expiring');
  const share = Math.max(0, Math.min(1, left / (item.diesAt - item.heardAt)));
  parts.life.style.transform = `scaleX(${share.toFixed(3)})`;
  parts.left.classList.toggle('soon', left < SOON_MILLIS || share < 0.2);
}

/** The text as the node has it: parsed and printed again, 1.0 and numbers of 40 digits would change. */
async function load(detail, item) {
  try {
    const response = await get(path(item.service, item.id) + '?pretty');
    text(detail, response.status === 200 ? await response.text() : 'gone');
  } catch (e) {
    text(detail, `Not to be had: ${e.message}`);
  }
}
