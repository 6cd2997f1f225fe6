/** Asks before something is lost or sent again, and says what it does. */
import {byId, show, text} from './dom.js';

const dialog = byId('confirm');
const error = byId('confirm-error');
const yes = byId('confirm-yes');
let action = null;

byId('confirm-no').addEventListener('click', () => dialog.close());
dialog.addEventListener('click', event => event.target === dialog && dialog.close());
yes.addEventListener('click', async () => {
  yes.disabled = true;
  try {
    await action();
    dialog.close();
  } catch (e) {
    text(error, `Not done: ${e.message}`);
    show(error, true);
  } finally {
    yes.disabled = false;
  }
});

export function ask({title, what, says, button, run}) {
  action = run;
  text(byId('confirm-title'), title);
  text(byId('confirm-what'), what);
  text(byId('confirm-text'), says);
  text(yes, button);
  show(error, false);
  dialog.showModal();
  byId('confirm-no').focus();
}
