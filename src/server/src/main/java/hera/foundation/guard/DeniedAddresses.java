package hera.foundation.guard;

import hera.foundation.time.Clock;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/**
 * The bad credentials of each address in the present second. An address beyond the limit is told to come back later,
 * whatever it sends. Thread-safe.
 */
final class DeniedAddresses {
    private static final int MOST_ADDRESSES = 100_000;
    private static final int NETWORK_BYTES = 8;
    private static final long SECOND = 1000;

    private final int most;
    private final Clock clock;

    // Guarded by this.
    private final Map<String, Integer> counts = new HashMap<>();
    private long second = Long.MIN_VALUE;

    private volatile boolean isEmpty = true;

    /** @param most {@code max-denied} */
    DeniedAddresses(int most, Clock clock) {
        this.most = most;
        this.clock = clock;
    }

    /** Returns whether an address has sent as many bad credentials in this second as it may. */
    boolean isOver(String address) {
        if (isEmpty) {
            return false;
        }
        String network = network(address);
        synchronized (this) {
            turn();
            return counts.getOrDefault(network, 0) >= most;
        }
    }

    /** Counts a bad credential. */
    void count(String address) {
        String network = network(address);
        synchronized (this) {
            turn();
            if (counts.size() < MOST_ADDRESSES || counts.containsKey(network)) {
                counts.merge(network, 1, Integer::sum);
                isEmpty = false;
            }
        }
    }

    private void turn() {
        long now = Math.floorDiv(clock.now().agingMillis(), SECOND);
        if (now != second) {
            second = now;
            counts.clear();
            isEmpty = true;
        }
    }

    /** Returns the /64 of an IPv6 address, because one client can have all of it; an IPv4 address as it is. */
    private static String network(String address) {
        if (address.indexOf(':') < 0) {
            return address;
        }
        try {
            byte[] bytes = InetAddress.getByName(address).getAddress();
            return bytes.length < NETWORK_BYTES ? address : HexFormat.of().formatHex(bytes, 0, NETWORK_BYTES);
        } catch (UnknownHostException e) {
            return address;
        }
    }
}
