/** Two small plots: clients' heartbeats a second, and what came by gossip a second. */
import {ROOT} from './address.js';
import {get} from './api.js';
import {Plot, sum} from './plot.js';

const METRICS = `${ROOT}actuator/prometheus?includedNames=hera_writes,hera_gossip_deltas_received`;
const beats = new Plot('beats');
const gossip = new Plot('gossip');

export async function updatePlots() {
  const lines = (await (await get(METRICS, {headers: {Accept: 'text/plain'}})).text()).split('\n');
  const now = performance.now();
  beats.add(sum(lines, /^hera_writes_total\{.*kind="(put|batch)"/), now);
  gossip.add(sum(lines, /^hera_gossip_deltas_received_total\b/), now);
}
