/** One service: its instances by the service's event stream, their ages and origins by ?meta now and then. */
import {path} from './address.js';
import {DeniedError, get} from './api.js';
import {byId, plural, show, text} from './dom.js';
import {follow} from './events.js';
import {extraHeight, makeRow, tick, updateRow} from './rows.js';
import {RollingList} from './rolling.js';

const LONGEST_SUMMARY = 300;
const search = byId('search');
const sort = byId('sort');
let service = null;
let stream = null;
let items = new Map();
let known = false;
let problem = null;
let metaAt = -Infinity;
let metaAsked = null;
let report = () => {};

const list = new RollingList(byId('rows'), {
  make: item => makeRow(list, item, () => dropped(item.id)),
  update: updateRow,
  extra: extraHeight,
});

const ORDERS = {
  id: (a, b) => (a.id < b.id ? -1 : 1),
  origin: (a, b) => (a.origin ?? '').localeCompare(b.origin ?? '') || ORDERS.id(a, b),
  age: (a, b) => (b.heardAt ?? 0) - (a.heardAt ?? 0) || ORDERS.id(a, b),
  left: (a, b) => (a.diesAt ?? Infinity) - (b.diesAt ?? Infinity) || ORDERS.id(a, b),
};

search.addEventListener('input', render);
sort.addEventListener('change', render);
setInterval(() => {
  if (service !== null && !document.hidden) {
    byId('rows').childNodes.forEach(row => row.item && tick(row, row.item));
    askMeta(false);
  }
}, 1000);

export function openService(name, onState) {
  closeService();
  service = name;
  report = onState;
  search.value = '';
  text(byId('service-name'), name);
  render();
  try {
    stream = follow(path(name), {event: onEvent, opened, failed, lost: () => report('stream', problem !== null)});
  } catch (e) {
    failed(e);
  }
}

function onEvent(type, data) {
  if (type === 'snapshot') {
    const old = items;
    items = new Map();
    for (const [id, instance] of Object.entries(JSON.parse(data))) {
      put(id, instance, old.get(id));
    }
    known = true;
    changed();
  } else if (type === 'put') {
    const {id, instance} = JSON.parse(data);
    put(id, instance, items.get(id)).isNew = !items.has(id) || undefined;
    changed();
  } else if (type === 'remove') {
    dropped(JSON.parse(data).id);
  }
}

function opened() {
  problem = null;
  report('stream', true);
}

/** A node that is away is the page's to say; what the node denies, and what no browser can ask, is said here. */
function failed(e) {
  problem = e instanceof DeniedError || stream === null ? e.message : null;
  render();
}

export function closeService() {
  stream?.close();
  report('stream', true);
  clearTimeout(metaAsked);
  stream = service = problem = metaAsked = null;
  items = new Map();
  known = false;
  metaAt = -Infinity;
  list.clear();
}

function put(id, instance, before) {
  const json = JSON.stringify(instance);
  const item = before ?? {id, service, isNew: known};
  item.json = json;
  item.lines = json.split(/[,[{]/).length + json.split(/[\]}]/).length - 1; // about as many as it has when printed
  item.summary = summary(instance);
  item.haystack = `${id} ${json}`.toLowerCase();
  items.set(id, item);
  return item;
}

function dropped(id) {
  if (items.delete(id)) {
    render();
  }
}

function changed() {
  render();
  askMeta(true);
}

/** Ages come with ?meta: soon after a change, else as often as the size of the service allows. */
function askMeta(soon) {
  const between = soon ? 2000 : Math.min(15_000, 3000 + 5 * items.size);
  const wait = metaAt + between - performance.now();
  if (metaAsked === null && items.size > 0 && (soon || wait <= 0)) {
    metaAsked = setTimeout(fetchMeta, Math.max(50, wait));
  }
}

async function fetchMeta() {
  const asked = service;
  metaAt = performance.now();
  try {
    const described = Object.entries(await (await get(path(asked) + '?meta')).json());
    if (asked !== service) {
      return;
    }
    const now = performance.now();
    for (const [id, meta] of described) {
      const item = items.get(id);
      if (item) {
        item.origin = meta.origin;
        item.heardAt = now - meta.age_ms;
        item.diesAt = now + meta.expires_in_ms;
        item.isNew = false;
      }
    }
    render();
  } catch {
    // the stream says when the node is gone
  } finally {
    if (asked === service) {
      metaAsked = null;
    }
  }
}

function render() {
  const words = search.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const shown = [...items.values()].filter(item => words.every(word => item.haystack.includes(word)));
  shown.sort(ORDERS[sort.value]);
  list.items = shown;
  const all = plural(items.size, 'instance', 'instances');
  text(byId('service-count'), !known ? '' : words.length ? `${shown.length} of ${all}` : all);
  text(byId('rows-empty'), problem ?? (!known ? 'Loading…' : items.size
      ? 'Nothing matches this search.'
      : 'No live instances. They appear here with their first heartbeat.'));
  show(byId('rows-empty'), shown.length === 0);
}

/** The members in short, on one line. */
function summary(instance) {
  if (instance === null || typeof instance !== 'object') {
    return String(instance);
  }
  const parts = Object.entries(instance).map(([key, value]) =>
    `${key} ${typeof value === 'object' ? JSON.stringify(value) : value}`);
  return parts.join(' · ').slice(0, LONGEST_SUMMARY) || '{}';
}
