/** This node among its peers: who holds a pull at whom, how far behind each is, and who is down. */
import {ROOT} from './address.js';
import {get} from './api.js';
import {byId, duration, element, number, plural, shape, text} from './dom.js';
import {ASKED, showWrites} from './writes.js';

const WORDS = {alive: 'up', suspect: 'suspect', failing: 'down'};
const MOST_DRAWN = 16;
const BEHIND_MILLIS = 1000;
const WIDTH = 420;
const HEIGHT = 310;
const HEIGHT_OF_A_ROW = 130;
const RADIUS = 29;
const RADIUS_OF_SELF = 34;
const RADIUS_IN_A_CROWD = 20;
const CROWD = 10;
const WIDTH_OF_A_LETTER = 6.6; // of a name in a circle, as the style has it
const svg = byId('picture');
const list = byId('peers');
let drawn = '';

export async function updateCluster() {
  const view = await (await get(`${ROOT}_cluster?digests=false&writes=${ASKED}`)).json();
  const peers = [...Object.entries(view.peers).map(([name, peer]) => ({name, ...peer, gone: goneSince(view.nodes[name])})),
    ...others(view)];
  text(byId('self'), [view.node.name, view.node.environment, view.node.ready ? null : 'not ready',
    view.node.security.mode === 'open' && view.node.security.reach === 'network' ? 'open to anyone who can reach it' : null]
      .filter(Boolean).join(' · '));
  document.title = `${view.node.name} · Hera`;
  const down = peers.filter(peer => peer.state === 'failing').length;
  text(byId('nodes-hint'), peers.length === 0 ? 'this node knows no others'
      : `as ${view.node.name} sees them: ${plural(peers.length, 'other', 'others')}${down ? `, ${down} down` : ''}`);
  drawWhenChanged(view.node, peers);
  describe(peers);
  showWrites(view.writes);
}

const goneSince = node => node?.state === 'gone' ? node.since : null;

/** Nodes that are no peers of this one: it hears of them by way of others. */
function others(view) {
  return Object.entries(view.nodes)
      .filter(([name]) => name !== view.node.name && !(name in view.peers))
      .map(([name, node]) => ({
        name, address: `${node.host}:${node.port}`, state: node.state === 'gone' ? 'failing' : node.state, other: true,
        gone: goneSince(node), last_contact_ms: null, last_failure: null, lag_ms: null, clock_skew_ms: null,
      }));
}

function drawWhenChanged(self, peers) {
  const state = JSON.stringify([self.name, self.ready, peers.map(peer =>
    [peer.name, peer.state, peer.holds, peer.held_here, lagWord(peer)])]);
  if (state !== drawn) {
    drawn = state;
    svg.replaceChildren(...draw(self, peers.slice(0, MOST_DRAWN)));
  }
}

function draw(self, peers) {
  const shapes = [marker('tip'), marker('tip-late')];
  const height = peers.length < 3 ? HEIGHT_OF_A_ROW : HEIGHT;
  svg.setAttribute('viewBox', `0 0 ${WIDTH} ${height}`);
  const centre = {x: WIDTH / 2, y: height / 2};
  const radius = peers.length > CROWD ? RADIUS_IN_A_CROWD : RADIUS;
  const nodes = peers.map((peer, i) => {
    const angle = peers.length === 1 ? 0 : peers.length === 2 ? i * Math.PI : i * 2 * Math.PI / peers.length - Math.PI / 2;
    return {peer, x: centre.x + Math.cos(angle) * 150, y: centre.y + Math.sin(angle) * 108};
  });
  nodes.forEach(({peer, x, y}) => shapes.push(...links(peer, centre, {x, y}, radius)));
  nodes.forEach(({peer, x, y}) => shapes.push(node(peer.name, peer.state, x, y, radius, lagWord(peer))));
  shapes.push(node(self.name, self.ready ? 'here' : 'here suspect', centre.x, centre.y, RADIUS_OF_SELF, ''));
  return shapes;
}

/** Data flows from the one that is pulled to the one that pulls: the arrow shows the flow. */
function links(peer, centre, at, radius) {
  const dx = at.x - centre.x;
  const dy = at.y - centre.y;
  const length = Math.hypot(dx, dy);
  const [ux, uy] = [dx / length, dy / length];
  const line = (kind, side, from, to, on) => shape('line', {
    class: `flow ${kind} ${on ? 'on' : 'off'}`,
    x1: centre.x + ux * from - uy * side, y1: centre.y + uy * from + ux * side,
    x2: centre.x + ux * to - uy * side, y2: centre.y + uy * to + ux * side,
    'marker-end': on ? `url(#${kind === 'late' ? 'tip-late' : 'tip'})` : null,
  });
  const near = RADIUS_OF_SELF + 5;
  const far = length - radius - 5;
  const tip = 6; // the arrow's head reaches beyond the line
  if (peer.state === 'failing') {
    return [line('cut', 0, near, far, false)];
  }
  const late = isLate(peer) ? 'late' : 'out';
  return [line('in', 5, far, near + tip, peer.holds), line(late, -5, near, far - tip, peer.held_here)];
}

function marker(id) {
  return shape('marker', {id, viewBox: '0 0 8 8', refX: 6, refY: 4, markerWidth: 7, markerHeight: 7, orient: 'auto'},
      shape('path', {d: 'M0 0L8 4L0 8Z', class: id}));
}

function node(name, state, x, y, radius, below) {
  const short = name.length > 14 ? `${name.slice(0, 13)}…` : name;
  const inside = short.length * WIDTH_OF_A_LETTER < 2 * radius - 2;
  return shape('g', {class: `node ${state}`, transform: `translate(${x.toFixed(1)} ${y.toFixed(1)})`},
      shape('circle', {r: radius}),
      shape('text', {class: 'name', y: 4}, inside ? short : ''),
      shape('text', {class: 'below', y: radius + 15}, [inside ? '' : short, below].filter(Boolean).join(' · ')),
      shape('title', {}, name));
}

const isLate = peer => peer.lag_ms !== null && peer.lag_ms >= BEHIND_MILLIS;

function lagWord(peer) {
  if (peer.state === 'failing') {
    return 'down';
  }
  return isLate(peer) ? `${duration(peer.lag_ms)} behind` : '';
}

function describe(peers) {
  const names = new Set(peers.map(peer => peer.name));
  [...list.children].forEach(row => names.has(row.dataset.peer) || row.remove());
  const rows = new Map([...list.children].map(row => [row.dataset.peer, row]));
  for (const peer of peers) {
    let row = rows.get(peer.name);
    if (!row) {
      row = element('li', {}, element('span', {class: 'state'}), element('a', {class: 'peer-name', rel: 'noreferrer'}),
          element('span', {class: 'facts'}), element('span', {class: 'failure'}));
      row.dataset.peer = peer.name;
      list.append(row);
    }
    const [state, link, facts, failure] = row.children;
    row.dataset.state = peer.state;
    text(state, WORDS[peer.state] ?? peer.state);
    text(link, peer.name);
    link.href = `//${peer.address}/_console/`;
    link.title = `Console of ${peer.name} at ${peer.address}`;
    text(facts, factsOf(peer).join(' · '));
    text(failure, peer.last_failure
      ? `${peer.last_failure}; next try ${peer.back_off_ms ? `in ${duration(peer.back_off_ms)}` : 'now'}` : '');
  }
}

function factsOf(peer) {
  const facts = [peer.other ? 'no peer of this node'
    : peer.last_contact_ms === null ? 'never heard' : `heard ${duration(peer.last_contact_ms)} ago`];
  if (peer.gone) {
    facts.push(`gone since ${new Date(peer.gone).toLocaleString()}`);
  }
  if (peer.lag_ms !== null) {
    facts.push(peer.lag_ms === 0 ? 'has all of this node’s writes' : `${duration(peer.lag_ms)} behind this node`);
  }
  if (peer.clock_skew_ms !== null) {
    const skew = peer.clock_skew_ms;
    facts.push(Math.abs(skew) < 100 ? 'clock agrees'
        : `clock ${Math.abs(skew) < 1000 ? `${number(Math.abs(skew))} ms` : duration(Math.abs(skew))} ${skew > 0 ? 'ahead' : 'behind'}`);
  }
  return facts;
}
