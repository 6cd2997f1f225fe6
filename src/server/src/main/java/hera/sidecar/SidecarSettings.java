package hera.sidecar;

import hera.foundation.forward.Target;

/**
 * What a sidecar's requests are handled by.
 *
 * @param ringName forwards of rings of other names are refused
 * @param address this member's {@code HOST:PORT} for other members
 * @param instance a random id of this process, in lower case, by which it knows a request that comes back to it
 * @param minimum with fewer members in sight, requests get 503
 * @param backend where requests that this member owns go
 */
record SidecarSettings(
        String ringName,
        String address,
        String instance,
        int minimum,
        KeyRule key,
        TrustedProxies trusted,
        Policy policy,
        Target backend) {
    public SidecarSettings {
        if (!ringName.matches("[A-Za-z0-9._-]+")) {
            throw new IllegalArgumentException(
                    "ring.name must be of letters, digits, '.', '_' and '-', not '%s'".formatted(ringName));
        }
        if (minimum < 1) {
            throw new IllegalArgumentException("ring.minimum must be at least 1, not " + minimum);
        }
    }
}
