/** Addresses of the node that this page came from, below the prefix that a proxy may have put before it. */
export const ROOT = new URL('../', import.meta.url).pathname;

export const path = (...names) => ROOT + names.map(segment).join('/');

function segment(name) {
  if (name === '.' || name === '..') {
    throw new Error(`a browser cannot address the name "${name}"; curl --path-as-is can`);
  }
  return encodeURIComponent(name);
}
