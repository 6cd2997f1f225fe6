/** The nodes with their queues, and what an operator can change about them. */
import {ask} from './ask.js';
import {change, nodeName, nodePath} from './calls.js';
import {byId, duration, element, number, plural, show, text} from './dom.js';

const items = new Map();
let refresh = () => {};

export function onNodesChanged(run) {
  refresh = run;
}

export function showNodes(nodes) {
  const names = new Set(nodes.map(nodeName));
  for (const [name, item] of items) {
    if (!names.has(name)) {
      item.root.remove();
      items.delete(name);
    }
  }
  for (const node of nodes) {
    const name = nodeName(node);
    if (!items.has(name)) {
      items.set(name, new Item(name));
      byId('nodes').append(items.get(name).root);
    }
    items.get(name).update(node);
  }
  show(byId('nodes-empty'), nodes.length === 0);
  const up = nodes.filter(node => node.state === 'up').length;
  text(byId('nodes-hint'), nodes.length === 0 ? '' : `${up} of ${nodes.length} up`);
}

class Item {
  constructor(name) {
    this.state = element('span', {class: 'state'});
    this.facts = element('p', {class: 'facts'});
    this.failure = element('p', {class: 'failure'});
    this.parked = element('a', {class: 'parked'});
    this.maintenance = this.button('maintenance', () => this.put({maintenance: !this.node.maintenance}));
    this.active = this.button('active', () => this.toggleActive());
    this.from = this.button('from', () => this.startFromNow());
    this.priority = element('input', {class: 'priority', inputmode: 'numeric', size: '4', 'aria-label': `Priority of ${name}`});
    this.priority.addEventListener('change', () => this.put({priority: Number(this.priority.value)}));
    this.remove = this.button('remove', () => this.askRemove());
    text(this.from, 'Start from now');
    text(this.remove, 'Remove');
    this.root = element('li', {'data-node': name},
        this.state,
        element('div', {class: 'who'}, element('p', {class: 'peer-name'}, name), this.facts, this.failure),
        this.parked,
        element('div', {class: 'controls'},
            element('label', {class: 'field'}, 'Priority', this.priority),
            this.maintenance, this.active, this.from, this.remove));
  }

  button(kind, onclick) {
    return element('button', {type: 'button', class: `quiet ${kind}`, onclick});
  }

  update(node) {
    this.node = node;
    this.root.dataset.state = node.state;
    text(this.state, node.state);
    text(this.facts, this.describe(node));
    const next = node.next_attempt_ms > 0 ? ` · next try in ${duration(node.next_attempt_ms)}` : '';
    text(this.failure, node.last_error === '' ? '' : node.last_error + next);
    text(this.parked, node.parked > 0 ? `${number(node.parked)} parked` : '');
    this.parked.href = `#/dead/${encodeURIComponent(node.host)}/${node.port}`;
    show(this.parked, node.parked > 0);
    text(this.maintenance, node.maintenance ? 'End maintenance' : 'Maintenance');
    text(this.active, node.active ? 'Deactivate' : 'Activate');
    show(this.from, node.state === 'needs-resync');
    if (document.activeElement !== this.priority) {
      this.priority.value = node.priority;
    }
  }

  describe(node) {
    const lag = node.pending > 0 ? `, oldest ${duration(node.lag_ms)}` : '';
    const counts = ['delivered', 'refused', 'retried', 'diverged', 'dropped']
        .filter(name => name === 'delivered' || node[name] > 0)
        .map(name => `${number(node[name])} ${name}`);
    return [`${plural(node.pending, 'write', 'writes')} pending${lag}`, `at ${node.position}`, ...counts].join(' · ');
  }

  async put(members, query = '') {
    try {
      await change('PUT', nodePath(this.node) + query, members);
    } catch (e) {
      text(this.failure, `Not changed: ${e.message}`);
      return;
    }
    refresh();
  }

  toggleActive() {
    if (!this.node.active) {
      this.put({active: true});
      return;
    }
    ask({
      title: 'Deactivate this node?',
      what: nodeName(this.node),
      says: 'It is no longer a member: it is not read, and writes do not wait for it. Activated again in time, it gets what'
          + ' it missed; once the log has let go of that, it needs resync.',
      button: 'Deactivate',
      run: async () => {
        await change('PUT', nodePath(this.node), {active: false});
        refresh();
      },
    });
  }

  startFromNow() {
    ask({
      title: 'Let it go on from now?',
      what: nodeName(this.node),
      says: 'It misses for ever what it has not got so far, and is read again. Copy the data of another node to it first.',
      button: 'Start from now',
      run: async () => {
        await change('PUT', `${nodePath(this.node)}?from=now`, {});
        refresh();
      },
    });
  }

  askRemove() {
    const {pending, parked} = this.node;
    ask({
      title: 'Remove this node?',
      what: nodeName(this.node),
      says: pending + parked > 0
          ? `It never gets the ${plural(pending, 'write that is', 'writes that are')} pending and the ${number(parked)} parked.`
          : 'It gets no more writes and is not read.',
      button: 'Remove',
      run: async () => {
        await change('DELETE', `${nodePath(this.node)}?force=true`);
        refresh();
      },
    });
  }
}

byId('new-node').addEventListener('submit', async event => {
  event.preventDefault();
  const form = event.target;
  const node = {host: form.host.value.trim(), port: Number(form.port.value)};
  try {
    await change('PUT', `${nodePath(node)}?from=${encodeURIComponent(form.from.value)}`,
        {active: true, priority: Number(form.priority.value)});
    show(byId('new-error'), false);
    form.reset();
    refresh();
  } catch (e) {
    text(byId('new-error'), `Not added: ${e.message}`);
    show(byId('new-error'), true);
  }
});
