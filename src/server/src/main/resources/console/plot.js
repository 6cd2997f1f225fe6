/** A small plot of something a second, as its total is looked at again and again. */
import {byId, number, shape, text} from './dom.js';

const KEPT = 60;
const WIDTH = 300;
const HEIGHT = 64;

export class Plot {
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

/** The sum of all series of Prometheus' text form that the pattern finds. */
export function sum(lines, pattern) {
  return lines.filter(line => pattern.test(line))
      .reduce((total, line) => total + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}
