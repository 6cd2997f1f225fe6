/** Asks before an instance is deleted, and says what a heartbeat does. */
import {remove} from './api.js';
import {byId, show, text} from './dom.js';

const dialog = byId('confirm');
const error = byId('confirm-error');
const yes = byId('confirm-yes');
let subject = null;

byId('confirm-no').addEventListener('click', () => dialog.close());
dialog.addEventListener('click', event => event.target === dialog && dialog.close());
yes.addEventListener('click', async () => {
  yes.disabled = true;
  try {
    await remove(subject.service, subject.id);
    dialog.close();
    subject.done();
  } catch (e) {
    text(error, `Not deleted: ${e.message}`);
    show(error, true);
  } finally {
    yes.disabled = false;
  }
});

export function confirmDelete(service, id, done) {
  subject = {service, id, done};
  text(byId('confirm-what'), `${service} / ${id}`);
  show(error, false);
  dialog.showModal();
  byId('confirm-no').focus();
}
