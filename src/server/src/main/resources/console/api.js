/** Speaks to the node that this page came from, and to no other; below the prefix that a proxy may have put before it. */
export const ROOT = new URL('../', import.meta.url).pathname;

export const path = (...names) => ROOT + names.map(segment).join('/');

function segment(name) {
  if (name === '.' || name === '..') {
    throw new Error(`a browser cannot address the name "${name}"; curl --path-as-is can`);
  }
  return encodeURIComponent(name);
}

export async function get(url, {timeout = 8000, headers = {}, signal} = {}) {
  const limits = [AbortSignal.timeout(timeout)];
  if (signal) {
    limits.push(signal);
  }
  const response = await fetch(url, {
    headers: {Accept: 'application/json', ...headers},
    cache: 'no-store',
    signal: any(limits),
  });
  if (!response.ok && response.status !== 304 && response.status !== 404) {
    throw new Error(`HTTP ${response.status}`);
  }
  return response;
}

export async function remove(service, id) {
  const response = await fetch(path(service, id), {method: 'DELETE', signal: AbortSignal.timeout(8000)});
  if (!response.ok && response.status !== 404) {
    throw new Error(`the node answered ${response.status}`);
  }
}

function any(signals) {
  if (AbortSignal.any) {
    return AbortSignal.any(signals);
  }
  const controller = new AbortController();
  signals.forEach(one => one.addEventListener('abort', () => controller.abort(one.reason)));
  return controller.signal;
}
