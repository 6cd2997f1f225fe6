/** Speaks to the API that this page came from, below the prefix that a proxy may have put before it. */
import {ROOT} from './address.js';
import {askAgain, authorization} from './session.js';

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
  if (response.status === 404) {
    return [];
  }
  const answer = await data(response);
  if (!response.ok) {
    throw new Error(answer.info ?? `HTTP ${response.status}`);
  }
  return answer.results;
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

/** Asks until Spawn knows who asks: it may have to be told again, after the token's end. */
async function call(method, path, body) {
  for (;;) {
    const proof = authorization();
    const response = await fetch(ROOT + path, {
      method,
      headers: {Accept: 'application/json', ...proof},
      cache: 'no-store',
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(PATIENCE_MILLIS),
    });
    if (response.status !== 401) {
      return response;
    }
    await askAgain(proof);
  }
}
