package hera.sidecar;

import hera.foundation.forward.Target;
import hera.sidecar.key.KeyRule;
import hera.sidecar.key.TrustedProxies;
import hera.sidecar.settings.Policy;

/**
 * The settings for the handling of requests.
 *
 * @param ringName the ring's name; forwards of rings of other names are refused
 * @param address this member's {@code HOST:PORT} for other members
 * @param instance a random id of this process, in lower case, by which it recognises a request that comes back to it
 * @param minimum the least number of members in sight; with fewer, requests get 503
 * @param hashBalanceFactor the load, in per cent of the mean, at which an owner is passed over; 0 for none
 * @param backend the server for the requests that this member owns
 * @param scheme of clients' requests, {@code http} or {@code https}
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
        Target backend,
        String scheme) {
    RequestSettings(
            String ringName,
            String address,
            String instance,
            int minimum,
            KeyRule key,
            TrustedProxies trusted,
            Policy policy,
            int hashBalanceFactor,
            Target backend) {
        this(ringName, address, instance, minimum, key, trusted, policy, hashBalanceFactor, backend, "http");
    }
}
