/** Two small plots of the last minutes: deliveries a second, and writes that are pending at any node. */
import {byId, number, shape, text} from './dom.js';

const KEPT = 180;
const WIDTH = 300;
const HEIGHT = 64;

class Plot {
  #values = [];

  constructor(name, unit) {
    this.unit = unit;
    this.figure = byId(`${name}-now`);
    const svg = byId(name);
    svg.setAttribute('viewBox', `0 0 ${WIDTH} ${HEIGHT}`);
    svg.setAttribute('preserveAspectRatio', 'none');
    this.area = shape('path', {class: 'area'});
    this.line = shape('path', {class: 'line'});
    svg.append(this.area, this.line);
  }

  add(value) {
    this.#values.push(value);
    this.#values.splice(0, this.#values.length - KEPT);
    const most = Math.max(1, ...this.#values);
    const step = WIDTH / (KEPT - 1);
    const left = WIDTH - (this.#values.length - 1) * step;
    const points = this.#values.map((each, i) =>
        `${(left + i * step).toFixed(1)} ${(HEIGHT - 3 - each / most * (HEIGHT - 10)).toFixed(1)}`);
    const line = `M${points.join('L')}`;
    this.line.setAttribute('d', line);
    this.area.setAttribute('d', `${line}L${WIDTH} ${HEIGHT}L${left.toFixed(1)} ${HEIGHT}Z`);
    text(this.figure, `${number(value)}${this.unit} · most ${number(Math.max(0, ...this.#values))}`);
  }
}

const delivered = new Plot('delivered', ' /s');
const pending = new Plot('pending', '');
let last = null;

export function showFigures(nodes) {
  const total = nodes.reduce((sum, node) => sum + node.delivered + node.refused, 0);
  const at = performance.now();
  if (last && total >= last.total && at > last.at) {
    delivered.add((total - last.total) * 1000 / (at - last.at));
  }
  last = {total, at};
  pending.add(nodes.reduce((sum, node) => sum + node.pending, 0));
}
