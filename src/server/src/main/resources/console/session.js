/** Who is signed in. The token is in this module's memory, in no cookie and no storage, and ends with the page. */
import {ROOT} from './address.js';
import {byId, show, text} from './dom.js';
import {allowsDelete} from './scopes.js';

const dialog = byId('sign-in');
const field = byId('sign-in-token');
const error = byId('sign-in-error');
const enter = byId('sign-in-enter');

let token = null;
let client = null;
let asked = null;
let answered = () => {};

dialog.addEventListener('cancel', event => event.preventDefault());
byId('sign-in-form').addEventListener('submit', event => {
  event.preventDefault();
  attempt(field.value.trim());
});
byId('sign-out').addEventListener('click', () => location.reload());

/** The fields that say who asks. */
export const authorization = () => token === null ? {} : {Authorization: `Bearer ${token}`};

/** Whether the cluster, the last writes and the metrics may be looked at; true as long as nobody knows. */
export const monitors = () => allows(scope => scope === 'monitor');

/** Whether everything may be changed; true as long as nobody knows. */
export const administers = () => allows(() => false);

export const mayDelete = (service, id) => allows(scope => allowsDelete(scope, client.subject, service, id));

const allows = test => !client?.scopes || client.scopes.some(scope => scope === 'admin' || test(scope));

/** Asks the node who this is; where it does not know, asks the person. */
export async function begin() {
  try {
    const response = await who(null);
    if (response.ok) {
      isSignedIn(null, await response.json());
    } else if (response.status === 401) {
      await ask('');
    }
  } catch {
    // the page says that the node does not answer
  }
}

/** Resolves when somebody has signed in since the request that said so. */
export async function askAgain(proof) {
  if (proof.Authorization === authorization().Authorization) {
    await ask(token === null ? '' : 'This token is valid no longer.');
  }
}

function ask(reason) {
  asked ??= new Promise(resolve => {
    answered = resolve;
    token = null;
    say(reason);
    field.value = '';
    dialog.showModal();
    field.focus();
  });
  return asked;
}

async function attempt(candidate) {
  enter.disabled = true;
  try {
    const response = await who(candidate);
    if (response.ok) {
      isSignedIn(candidate, await response.json());
      field.value = '';
      dialog.close();
      asked = null;
      answered();
    } else {
      say(refusal(response.status));
    }
  } catch {
    say('The node does not answer, or this is no token.');
  } finally {
    enter.disabled = false;
  }
}

function refusal(status) {
  return {
    401: 'The node does not know this token.',
    403: 'This token is a node\'s: it only gossips.',
    429: 'Too many wrong tokens came from here. Try again in a moment.',
  }[status] ?? `The node answered ${status}.`;
}

const who = candidate => fetch(`${ROOT}_credential`, {
  headers: candidate === null ? {} : {Authorization: `Bearer ${candidate}`},
  cache: 'no-store',
  signal: AbortSignal.timeout(8000),
});

function isSignedIn(known, told) {
  token = known;
  client = told;
  const until = told.expires ? ` until ${new Date(told.expires).toLocaleString()}` : '';
  text(byId('who'), told.subject ? `${told.subject}${until}` : '');
  byId('who').title = told.scopes ? `signed in; may: ${told.scopes.join(', ') || 'nothing'}` : '';
  show(byId('who'), Boolean(told.subject));
  show(byId('sign-out'), token !== null);
  document.body.classList.toggle('no-monitor', !monitors());
  document.body.classList.toggle('no-admin', !administers());
}

function say(reason) {
  text(error, reason);
  show(error, reason !== '');
}
