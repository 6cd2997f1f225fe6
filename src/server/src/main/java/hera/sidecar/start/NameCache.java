package hera.sidecar.start;

import java.security.Security;

/**
 * The JVM's cache of host names. By default it keeps an answer for 30 s and a failure for 10 s, so whoever looks a name up
 * more often sees no change; members look names up each second to each ten seconds.
 */
final class NameCache {
    private static final String KNOWN = "networkaddress.cache.ttl";
    private static final String KNOWN_BY_FLAG = "sun.net.inetaddr.ttl";
    private static final String UNKNOWN = "networkaddress.cache.negative.ttl";
    private static final String SECONDS = "1";

    private NameCache() {}

    /** Shortens both times, before the first look-up of this process. What an operator has set for answers stays. */
    static void shorten() {
        if (Security.getProperty(KNOWN) == null && System.getProperty(KNOWN_BY_FLAG) == null) {
            Security.setProperty(KNOWN, SECONDS);
        }
        Security.setProperty(UNKNOWN, SECONDS);
    }
}
