/** Puts the page together: what is shown goes by the address's fragment, what is live by live.js. */
import {sendAs} from './api.js';
import {byId, show} from './dom.js';
import {closeService, openService} from './instances.js';
import {followCounts, look} from './live.js';
import {updateCluster} from './nodes.js';
import {updatePlots} from './plots.js';
import {select, showCounts, showDenied, total} from './services.js';
import {askAgain, authorization, begin, monitors} from './session.js';
import {onState} from './state.js';

function route() {
  const service = selected();
  show(byId('service'), service !== null);
  show(byId('overview'), service === null);
  document.body.classList.toggle('in-service', service !== null);
  select(service);
  if (service === null) {
    closeService();
  } else {
    openService(service, onState);
  }
  scrollTo(0, 0);
}

function selected() {
  const match = /^#\/service\/(.+)$/.exec(location.hash);
  try {
    return match ? decodeURIComponent(match[1]) : null;
  } catch {
    return null;
  }
}

addEventListener('hashchange', () => {
  route();
  byId('main').focus({preventScroll: true});
});
addEventListener('keydown', event => {
  if (event.key === '/' && !event.target.closest('input, select, dialog')) {
    event.preventDefault();
    (selected() === null ? byId('services-filter') : byId('search')).focus();
  }
});

sendAs({authorization, askAgain});
await begin();
route();
followCounts(counts => {
  showCounts(counts);
  byId('services-count').title = total();
}, onState, showDenied);
look('cluster', whereAllowed(updateCluster), onState);
look('metrics', whereAllowed(updatePlots), onState);

/** What the token does not allow is not asked for. */
function whereAllowed(work) {
  return async () => monitors() && work();
}
