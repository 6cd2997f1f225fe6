/** Speaks to the node that this page came from, and to no other, as whoever is signed in. */
import {path} from './address.js';

const TIMEOUT_MILLIS = 8000;

/** Whoever is signed in; nobody, where a page has no log-in. */
let sender = {
  authorization: () => ({}),
  askAgain: () => Promise.reject(new Error('HTTP 401')),
};

/** From now on requests are sent as that sender; after a 401 it is asked again. */
export function sendAs(whom) {
  sender = whom;
}

/** A request that needs a scope which the token does not have. */
export class DeniedError extends Error {}

/** Asks until the node knows who asks: it may have to be told again, after the token's end. */
export async function send(url, {method = 'GET', headers = {}, timeout = TIMEOUT_MILLIS, signal} = {}) {
  for (;;) {
    const proof = sender.authorization();
    const response = await fetch(url, {method, headers: {...headers, ...proof}, cache: 'no-store', signal: limit(timeout, signal)});
    if (response.status === 403) {
      throw new DeniedError(await detail(response));
    }
    if (response.status !== 401) {
      return response;
    }
    await sender.askAgain(proof);
  }
}

export async function get(url, {headers = {}, ...options} = {}) {
  const response = await send(url, {headers: {Accept: 'application/json', ...headers}, ...options});
  if (!response.ok && response.status !== 304 && response.status !== 404) {
    throw new Error(`HTTP ${response.status}`);
  }
  return response;
}

export async function remove(service, id) {
  const response = await send(path(service, id), {method: 'DELETE'});
  if (!response.ok && response.status !== 404) {
    throw new Error(`the node answered ${response.status}`);
  }
}

async function detail(response) {
  try {
    return (await response.json()).detail;
  } catch {
    return 'the node denies it';
  }
}

/** @param timeout null for none */
function limit(timeout, signal) {
  const signals = [timeout === null ? null : AbortSignal.timeout(timeout), signal].filter(Boolean);
  if (AbortSignal.any) {
    return AbortSignal.any(signals);
  }
  const controller = new AbortController();
  signals.forEach(one => one.addEventListener('abort', () => controller.abort(one.reason)));
  return controller.signal;
}
