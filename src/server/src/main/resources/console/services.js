/** The list of services and how many instances each has. */
import {byId, element, number, plural, show, text} from './dom.js';

const list = byId('services');
const filter = byId('services-filter');
const rows = new Map();
let counts = new Map();
let selected = null;
let denied = false;

filter.addEventListener('input', render);

export const href = service => `#/service/${encodeURIComponent(service)}`;

export function showCounts(fresh) {
  const before = counts;
  denied = false;
  counts = new Map(Object.entries(fresh).sort(([a], [b]) => a.localeCompare(b)));
  render();
  for (const [service, count] of counts) {
    if (before.size > 0 && before.get(service) !== count) {
      flash(rows.get(service));
    }
  }
}

export function showDenied() {
  denied = true;
  counts = new Map();
  render();
}

export function select(service) {
  selected = service;
  render();
}

export const countOf = service => counts.get(service) ?? 0;

function render() {
  const wanted = filter.value.trim().toLowerCase();
  const shown = [...counts].filter(([service]) => service.toLowerCase().includes(wanted));
  const names = new Set(shown.map(([service]) => service));
  for (const [service, row] of rows) {
    if (!names.has(service)) {
      row.remove();
      rows.delete(service);
    }
  }
  shown.forEach(([service, count], i) => {
    const row = rows.get(service) ?? make(service);
    text(row.querySelector('.badge'), number(count));
    row.firstChild.toggleAttribute('aria-current', service === selected);
    if (list.children[i] !== row) {
      list.insertBefore(row, list.children[i] ?? null);
    }
  });
  text(byId('services-count'), counts.size ? number(counts.size) : '');
  show(byId('services-empty'), shown.length === 0);
  text(byId('services-empty'), counts.size ? 'No service is called so.'
      : denied ? 'This token reads no services.' : 'No services yet.');
}

function make(service) {
  const row = element('li', {}, element('a', {href: href(service)},
      element('span', {class: 'name', title: service}, service),
      element('span', {class: 'badge'})));
  row.dataset.service = service;
  rows.set(service, row);
  return row;
}

function flash(row) {
  if (row) {
    row.classList.remove('changed');
    void row.offsetWidth;
    row.classList.add('changed');
  }
}

export const total = () => plural([...counts.values()].reduce((sum, count) => sum + count, 0), 'instance', 'instances');
