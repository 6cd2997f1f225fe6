/**
 * A list of any length of which only what is in sight exists. Every row is as high as the style says, an open one
 * higher by what its item says, so where a row stands is counted and never measured.
 */
const BEYOND = 8;

export class RollingList {
  #items = [];
  #rows = new Map();
  #open = new Set();
  #asked = false;

  constructor(host, {make, update, extra}) {
    this.host = host;
    this.make = make;
    this.extra = extra;
    this.update = update;
    addEventListener('scroll', () => this.refresh(), {passive: true});
    addEventListener('resize', () => this.refresh());
  }

  set items(items) {
    this.#items = items;
    const keys = new Set(items.map(item => item.id));
    this.#open.forEach(key => keys.has(key) || this.#open.delete(key));
    this.render();
  }

  isOpen(key) {
    return this.#open.has(key);
  }

  toggle(key) {
    if (!this.#open.delete(key)) {
      this.#open.add(key);
    }
    this.render();
  }

  clear() {
    this.#open.clear();
    this.#items = [];
    this.#rows.forEach(row => row.remove());
    this.#rows.clear();
  }

  /** Draws with the next frame, once however often it is asked. */
  refresh() {
    if (!this.#asked) {
      this.#asked = true;
      requestAnimationFrame(() => {
        this.#asked = false;
        this.render();
      });
    }
  }

  render() {
    const style = getComputedStyle(this.host);
    const height = parseFloat(style.getPropertyValue('--row'));
    const top = -this.host.getBoundingClientRect().top - BEYOND * height;
    const bottom = top + innerHeight + 2 * BEYOND * height;
    const kept = new Set();
    let offset = 0;
    this.#items.forEach((item, i) => {
      const open = this.#open.has(item.id);
      const end = offset + height + (open ? this.extra(item) : 0);
      if (end >= top && offset <= bottom) {
        this.#place(item, i, offset, open);
        kept.add(item.id);
      }
      offset = end;
    });
    this.host.style.height = `${offset}px`;
    for (const [key, row] of this.#rows) {
      if (!kept.has(key)) {
        row.remove();
        this.#rows.delete(key);
      }
    }
  }

  #place(item, i, offset, open) {
    let row = this.#rows.get(item.id);
    if (!row) {
      row = this.make(item);
      this.#rows.set(item.id, row);
      this.host.append(row);
    }
    row.style.transform = `translateY(${offset}px)`;
    if (row.ariaPosInSet !== String(i + 1)) {
      row.setAttribute('aria-posinset', i + 1);
    }
    row.setAttribute('aria-setsize', this.#items.length);
    row.classList.toggle('odd', i % 2 === 1);
    this.update(row, item, open);
  }
}
