/** Reads streams of events by fetch, because an EventSource cannot send a token. */
import {send} from './api.js';

const RETRY_MILLIS = 3000;
const SILENCE_MILLIS = 45_000; // the node sends a comment each 15 s

/** Follows a stream until it is closed here. It comes again by itself, from the event that it saw last. */
export function follow(url, on) {
  const closing = new AbortController();
  run(url, on, closing.signal);
  return {close: () => closing.abort()};
}

async function run(url, on, closed) {
  const seen = {id: null, retry: RETRY_MILLIS};
  while (!closed.aborted) {
    try {
      await read(url, seen, on, closed);
    } catch (e) {
      if (!closed.aborted) {
        on.failed(e);
      }
    }
    if (!closed.aborted) {
      on.lost();
      await new Promise(resolve => setTimeout(resolve, seen.retry));
    }
  }
}

async function read(url, seen, on, closed) {
  const silence = new AbortController();
  const stop = () => silence.abort();
  closed.addEventListener('abort', stop);
  let alarm = setTimeout(stop, SILENCE_MILLIS);
  try {
    const headers = {Accept: 'text/event-stream', ...(seen.id === null ? {} : {'Last-Event-ID': seen.id})};
    const response = await send(url, {headers, timeout: null, signal: silence.signal});
    if (!response.ok) {
      throw new Error(`HTTP ${response.status}`);
    }
    on.opened();
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    const take = lines(seen, on);
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      clearTimeout(alarm);
      alarm = setTimeout(stop, SILENCE_MILLIS);
      take(part.value);
    }
  } finally {
    clearTimeout(alarm);
    closed.removeEventListener('abort', stop);
  }
}

/** Makes events of pieces of text; lines end with a line feed, as Hera writes them. */
function lines(seen, on) {
  let rest = '';
  let event = {data: []};
  return piece => {
    const whole = (rest + piece).split('\n');
    rest = whole.pop();
    for (const line of whole) {
      if (line === '') {
        if (event.data.length > 0) {
          on.event(event.type, event.data.join('\n'));
        }
        event = {data: []};
      } else {
        field(line, event, seen);
      }
    }
  };
}

function field(line, event, seen) {
  const colon = line.indexOf(':');
  const name = colon < 0 ? line : line.slice(0, colon);
  const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
  if (name === 'event') {
    event.type = value;
  } else if (name === 'data') {
    event.data.push(value);
  } else if (name === 'id') {
    seen.id = value;
  } else if (name === 'retry') {
    seen.retry = Number(value) || RETRY_MILLIS;
  }
}
