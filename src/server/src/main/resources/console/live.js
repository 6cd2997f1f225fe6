/** What keeps the page up to date: a wait on the counts, and a look at the node every two seconds. */
import {ROOT} from './address.js';
import {DeniedError, get} from './api.js';

const WAIT_SECONDS = 20;
const LOOK_MILLIS = 2000;
const SHORTEST_MILLIS = 250;
const DENIED_MILLIS = 10_000;

const pause = millis => new Promise(resolve => setTimeout(resolve, millis));

/** Resolves when somebody looks at the page. */
function seen() {
  return new Promise(resolve => {
    if (!document.hidden) {
      resolve();
    } else {
      document.addEventListener('visibilitychange', resolve, {once: true});
    }
  });
}

/** Asks for the counts, then for nothing but their changes. */
export async function followCounts(onCounts, onState, onDenied) {
  let tag = null;
  for (;;) {
    const began = performance.now();
    try {
      const response = await get(tag ? `${ROOT}?wait=${WAIT_SECONDS}` : ROOT, {
        timeout: (WAIT_SECONDS + 5) * 1000,
        headers: tag ? {'If-None-Match': tag} : {},
      });
      onState('counts', true);
      if (response.status === 200) {
        tag = response.headers.get('ETag');
        onCounts(await response.json());
        await pause(SHORTEST_MILLIS);
      } else if (performance.now() - began < LOOK_MILLIS) {
        await pause(LOOK_MILLIS); // the node does not hold requests now
      }
    } catch (e) {
      tag = null;
      if (e instanceof DeniedError) {
        onState('counts', true);
        onDenied();
        await pause(DENIED_MILLIS);
        continue;
      }
      onState('counts', false);
      await pause(LOOK_MILLIS);
    }
  }
}

/** Runs a look every two seconds while somebody looks at the page; a failed one counts as a lost connection. */
export async function look(name, work, onState) {
  for (;;) {
    await seen();
    const began = performance.now();
    try {
      await work();
      onState(name, true);
    } catch (e) {
      onState(name, e instanceof DeniedError);
    }
    await pause(Math.max(SHORTEST_MILLIS, LOOK_MILLIS - (performance.now() - began)));
  }
}
