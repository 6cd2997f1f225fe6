/** Two small plots: clients' heartbeats a second, and what came by gossip a second. */
import {get, ROOT} from './api.js';
import {byId, number, shape, text} from './dom.js';

const METRICS = `${ROOT}actuator/prometheus?includedNames=hera_writes,hera_gossip_deltas_received`;
const KEPT = 60;
const WIDTH = 300;
const HEIGHT = 64;

class Plot {
  #values = [];
  #last = null;

  constructor(name) {
    this.svg = byId(name);
    this.figure = byId(`${name}-now`);
    this.svg.setAttribute('viewBox', `0 0 ${WIDTH} ${HEIGHT}`);
    this.svg.setAttribute('preserveAspectRatio', 'none');
    this.area = shape('path', {class: 'area'});
    this.line = shape('path', {class: 'line'});
    this.svg.append(this.area, this.line);
    text(this.figure, '– /s');
  }

  add(total, at) {
    if (this.#last && total >= this.#last.total && at > this.#last.at) {
      this.#values.push((total - this.#last.total) * 1000 / (at - this.#last.at));
      this.#values.splice(0, this.#values.length - KEPT);
      this.#draw();
    }
    this.#last = {total, at};
  }

  #draw() {
    const most = Math.max(1, ...this.#values);
    const step = WIDTH / (KEPT - 1);
    const left = WIDTH - (this.#values.length - 1) * step;
    const points = this.#values.map((value, i) =>
        `${(left + i * step).toFixed(1)} ${(HEIGHT - 3 - value / most * (HEIGHT - 10)).toFixed(1)}`);
    const line = `M${points.join('L')}`;
    this.line.setAttribute('d', line);
    this.area.setAttribute('d', `${line}L${WIDTH} ${HEIGHT}L${left.toFixed(1)} ${HEIGHT}Z`);
    text(this.figure, `${number(this.#values.at(-1))} /s · most ${number(Math.max(0, ...this.#values))}`);
  }
}

const beats = new Plot('beats');
const gossip = new Plot('gossip');

export async function updatePlots() {
  const lines = (await (await get(METRICS, {headers: {Accept: 'text/plain'}})).text()).split('\n');
  const now = performance.now();
  beats.add(sum(lines, /^hera_writes_total\{.*kind="(put|batch)"/), now);
  gossip.add(sum(lines, /^hera_gossip_deltas_received_total\b/), now);
}

function sum(lines, pattern) {
  return lines.filter(line => pattern.test(line))
      .reduce((total, line) => total + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}
