package hera.sidecar;

import hera.foundation.forward.Target;
import hera.sidecar.key.KeyRule;
import hera.sidecar.key.TrustedProxies;
import hera.sidecar.settings.Policy;

/**
 * The settings for the handling of requests.
 *
 * @param ringName forwards of rings of other names are refused
 * @param address this member's {@code HOST:PORT} for other members
 * @param instance a random id of this process, in lower case, by which it knows a request that comes back to it
 * @param minimum with fewer members in sight, requests get 503
 * @param hashBalanceFactor at how many per cent of the mean load an owner is passed over; 0 for never
 * @param backend where requests that this member owns go
 */
record RequestSettings(
        String ringName,
        String address,
        String instance,
        int minimum,
        KeyRule key,
        TrustedProxies trusted,
        Policy policy,
        int hashBalanceFactor,
        Target backend) {}
