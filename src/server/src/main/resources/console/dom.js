/** Makes elements. Data only ever becomes text: there is no way here to turn it into markup. */
const SVG = 'http://www.w3.org/2000/svg';

export const byId = id => document.getElementById(id);

export function element(name, attributes = {}, ...children) {
  return fill(document.createElement(name), attributes, children);
}

export function shape(name, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, name), attributes, children);
}

function fill(made, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith('on')) {
      made.addEventListener(key.slice(2), value);
    } else if (value !== null && value !== undefined) {
      made.setAttribute(key, value);
    }
  }
  made.append(...children); // strings become text nodes
  return made;
}

/** Sets a text only when it is another, so that nothing is laid out for nothing. */
export function text(where, value) {
  if (where.textContent !== value) {
    where.textContent = value;
  }
}

export function show(where, shown) {
  where.hidden = !shown;
}

export function duration(millis) {
  const seconds = Math.max(0, millis) / 1000;
  if (seconds < 1) {
    return `${Math.round(seconds * 1000)} ms`;
  }
  if (seconds < 100) {
    return `${Math.floor(seconds)} s`;
  }
  const minutes = seconds / 60;
  if (minutes < 100) {
    return `${Math.floor(minutes)} min ${String(Math.floor(seconds % 60)).padStart(2, '0')} s`;
  }
  return `${Math.floor(minutes / 60)} h ${String(Math.floor(minutes % 60)).padStart(2, '0')} min`;
}

/** As {@link duration}, for what is only looked at in whole seconds. */
export const seconds = millis => duration(Math.max(0, Math.floor(millis / 1000)) * 1000).replace(/^0 ms$/, '0 s');

export const number = value => new Intl.NumberFormat('en', {maximumFractionDigits: value < 10 ? 1 : 0}).format(value);

export const plural = (count, one, many) => `${number(count)} ${count === 1 ? one : many}`;
