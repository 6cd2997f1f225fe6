/** The ring as this member sees it, beside what the others see; requests by their way; the owner of a key. */
import {ROOT} from './address.js';
import {get, send, sendAs} from './api.js';
import {byId, element, number, plural, shape, show, text} from './dom.js';
import {look} from './live.js';
import {Plot, sum} from './plot.js';
import {askAgain, authorization, begin, monitors} from './session.js';
import {onState} from './state.js';

const METRICS = `${ROOT}actuator/prometheus?includedNames=ringpop_requests_forwarded_to_backend,`
    + 'ringpop_requests_forwarded_to_ringpop,ringpop_ringpop_requests';
const BAR = 110;
const percent = part => `${(part * 100).toFixed(1)}\u00a0%`;
const plots = {
  own: [new Plot('own'), /^ringpop_requests_forwarded_to_backend_total\b/],
  forwarded: [new Plot('forwarded'), /^ringpop_requests_forwarded_to_ringpop_total\b/],
  received: [new Plot('received'), /^ringpop_ringpop_requests_total\b/],
};
const rows = new Map();
let views = {};

async function updateRing() {
  const ring = await (await get(`${ROOT}_ring`)).json();
  document.title = `${ring.self} · Hera ring`;
  text(byId('self'), `${ring.self} of ring ${ring.ring} · ${ring.checksum}${ring.conflict ? ` · ${ring.conflict}` : ''}`);
  text(byId('rule'), `key: ${ring.key.join(', ')} · policy: ${ring.policy}`);
  for (const [identity, row] of rows) {
    if (!(identity in ring.members)) {
      row.line.remove();
      rows.delete(identity);
    }
  }
  for (const [identity, member] of Object.entries(ring.members)) {
    showMember(identity, member, ring);
  }
  const change = ring.last_change;
  text(byId('change'), change ? `Last change ${new Date(change.at).toLocaleTimeString()}: ${names(change.joined, 'joined')}`
      + `${names(change.left, 'left')}${percent(change.moved)} of the keys moved` : '');
  showAgreement(ring);
}

const names = (list, what) => list.length ? `${list.join(', ')} ${what}; ` : '';

function showMember(identity, member, ring) {
  const row = rows.get(identity) ?? newRow(identity, identity === ring.self);
  row.line.dataset.state = member.state;
  text(row.state, member.state);
  text(row.address, member.address);
  row.bar.setAttribute('width', (BAR * member.share).toFixed(1));
  text(row.share, member.on_ring ? percent(member.share) : 'off the ring');
  text(row.inflight, number(member.inflight));
  const seen = identity === ring.self ? {checksum: ring.checksum} : views[identity] ?? {};
  text(row.sum, seen.checksum ?? seen.error ?? '–');
  row.sum.dataset.agrees = seen.checksum ? seen.checksum === ring.checksum : 'unknown';
  row.sum.title = seen.members ? `It sees ${seen.members.join(', ')}` : '';
}

function newRow(identity, here) {
  const [state, address, share, inflight, sum] = ['state', 'address', '', 'right', 'sum'].map(name =>
      name === 'state' || name === '' ? element('span', {class: name}) : element('td', {class: name}));
  const bar = shape('rect', {height: 6, width: 0});
  const line = element('tr', {}, element('td', {}, state),
      element('td', {class: 'name'}, identity, ...here ? [element('span', {class: 'here'}, ' · this one')] : []), address,
      element('td', {}, element('span', {class: 'share'}, shape('svg', {viewBox: `0 0 ${BAR} 6`}, bar), share)), inflight, sum);
  line.dataset.member = identity;
  const made = {line, state, address, bar, share, inflight, sum};
  rows.set(identity, made);
  const following = [...rows.keys()].filter(other => other > identity).sort()[0];
  byId('members').insertBefore(line, following === undefined ? null : rows.get(following).line);
  return made;
}

/** Members with one checksum route alike; more than one checksum means that a key may have two owners now. */
function showAgreement(ring) {
  const onRing = Object.entries(ring.members).filter(([, member]) => member.on_ring).map(([identity]) => identity);
  const sums = new Map([[ring.checksum, [ring.self]]]);
  for (const identity of onRing) {
    const sum = identity === ring.self ? null : views[identity]?.checksum;
    if (sum) {
      sums.set(sum, [...sums.get(sum) ?? [], identity]);
    }
  }
  const seen = [...sums.values()].reduce((count, some) => count + some.length, 0);
  show(byId('split'), sums.size > 1);
  text(byId('split'), sums.size > 1 ? `The members do not see the same ring: ${[...sums]
      .map(([sum, some]) => `${some.join(', ')} ${some.length === 1 ? 'sees' : 'see'} ${sum}`).join('; ')}.` : '');
  text(byId('agreement'), sums.size > 1 ? `${sums.size} different rings`
      : seen < onRing.length ? `${seen} of ${plural(onRing.length, 'member', 'members')} agree, the rest is not heard`
        : `${plural(onRing.length, 'member', 'members')}, one ring`);
}

async function updateViews() {
  views = await (await get(`${ROOT}_console/views`)).json();
}

async function updatePlots() {
  const lines = (await (await get(METRICS, {headers: {Accept: 'text/plain'}})).text()).split('\n');
  const now = performance.now();
  for (const [plot, pattern] of Object.values(plots)) {
    plot.add(sum(lines, pattern), now);
  }
}

async function updateOwner() {
  const key = byId('key').value;
  const order = byId('order');
  if (key === '') {
    order.replaceChildren();
    text(byId('why'), '');
    return;
  }
  const response = await send(`${ROOT}_ring?key=${encodeURIComponent(key)}`);
  const answer = await response.json();
  if (key !== byId('key').value) {
    return; // another one is typed in by now
  }
  text(byId('why'), response.ok ? `${answer.why}; the key's hash is ${answer.hash}` : answer.detail);
  order.replaceChildren(...(answer.order ?? []).map((member, i) => element('li', {}, element('span', {}, `${i + 1}`),
      element('span', {}, member.member), element('span', {class: 'address'}, member.address),
      element('span', {class: 'score'}, member.score))));
}

byId('key').addEventListener('input', () => updateOwner().catch(() => onState('owner', false)));
addEventListener('keydown', event => {
  if (event.key === '/' && !event.target.closest('input')) {
    event.preventDefault();
    byId('key').focus();
  }
});
sendAs({authorization, askAgain});
await begin();
for (const [name, work] of Object.entries({views: updateViews, ring: updateRing, metrics: updatePlots, owner: updateOwner})) {
  look(name, async () => monitors() && work(), onState);
}
