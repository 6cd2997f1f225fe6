/** Speaks to the API that this page came from, below the prefix that a proxy may have put before it. */
const ROOT = new URL('../', import.meta.url).pathname;
const PATIENCE_MILLIS = 8000;

export const nodePath = (node, ...more) => ['nodes', node.host, String(node.port), ...more].map(segment).join('/');

export const writePath = id => `writes/${segment(id)}`;

export const nodeName = node => `${node.host.includes(':') ? `[${node.host}]` : node.host}:${node.port}`;

function segment(name) {
  if (name === '.' || name === '..') {
    throw new Error(`a browser cannot address the name "${name}"`);
  }
  return encodeURIComponent(name);
}

/** The results of a list; none where there is nothing. */
export async function list(path) {
  const response = await call('GET', path);
  return response.status === 404 ? [] : (await data(response)).results;
}

/** Changes something; throws what the API says is wrong. */
export async function change(method, path, body) {
  const response = await call(method, path, body);
  const answer = await data(response);
  if (!response.ok) {
    throw new Error(answer.info ?? `HTTP ${response.status}`);
  }
  return answer;
}

async function data(response) {
  const answer = (await response.json()).data;
  if (!response.ok && response.status >= 500) {
    throw new Error(answer.info ?? `HTTP ${response.status}`);
  }
  return answer;
}

function call(method, path, body) {
  return fetch(ROOT + path, {
    method,
    headers: {Accept: 'application/json'},
    cache: 'no-store',
    body: body === undefined ? undefined : JSON.stringify(body),
    signal: AbortSignal.timeout(PATIENCE_MILLIS),
  });
}
