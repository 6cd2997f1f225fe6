package hera.sidecar.discovery;

import hera.foundation.http.HostPort;
import hera.foundation.time.Loop;
import hera.foundation.time.Timer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A cache of the resolved addresses of members' host names. Each name is looked up when it is new and again from time
 * to time; the last good address stays while that fails. Thread-safe.
 */
public final class MemberAddresses {
    private static final Logger log = LoggerFactory.getLogger(MemberAddresses.class);

    /** The time between two look-ups of a name that has no address. */
    private static final Duration UNKNOWN_INTERVAL = Duration.ofSeconds(1);

    /** The number of those intervals between two look-ups of a name that has an address. */
    private static final int KNOWN_INTERVALS = 5;

    /** An address reserved for documentation (RFC 5737), at which nothing answers. */
    private static final InetSocketAddress NOWHERE = nowhere();

    private final Names names;
    private final Loop looks;
    private final Map<HostPort, InetSocketAddress> found = new ConcurrentHashMap<>();
    private volatile Runnable listener = () -> {};
    private int intervals;

    /** A resolver of host names. */
    public interface Names {
        /** Returns all addresses of a host, at least one. May block. */
        List<InetAddress> lookUp(String host) throws UnknownHostException;
    }

    /**
     * A cache that is not started yet.
     *
     * @param timer a timer of its own, because names are looked up again on its thread
     */
    public MemberAddresses(Names names, Timer timer) {
        this.names = names;
        this.looks = new Loop("member-addresses", timer, () -> UNKNOWN_INTERVAL, this::lookAgain);
    }

    /**
     * Starts to look names up again.
     *
     * @param onChange called on the timer's thread when a member has another address
     */
    public void start(Runnable onChange) {
        listener = onChange;
        looks.start();
    }

    /** Stops the look-ups; the addresses stay. */
    public void stop() {
        looks.stop();
    }

    /** Keeps the addresses of these members only, and looks up new names, which may block. */
    public void retain(Collection<HostPort> members) {
        found.keySet().retainAll(List.copyOf(members));
        for (HostPort member : members) {
            if (!found.containsKey(member)) {
                InetSocketAddress address = lookUp(member, NOWHERE);
                if (address.equals(NOWHERE)) {
                    log.warn("event=member-unknown address={}: no such host", member);
                }
                found.put(member, address);
            }
        }
    }

    /** Returns a member's address; while its name has none, one at which nothing answers. */
    public InetSocketAddress of(HostPort member) {
        return found.getOrDefault(member, NOWHERE);
    }

    private void lookAgain() {
        boolean all = ++intervals % KNOWN_INTERVALS == 0;
        boolean changed = false;
        for (Map.Entry<HostPort, InetSocketAddress> entry : Map.copyOf(found).entrySet()) {
            InetSocketAddress before = entry.getValue();
            if (all || before.equals(NOWHERE)) {
                InetSocketAddress now = lookUp(entry.getKey(), before);
                if (!now.equals(before) && found.replace(entry.getKey(), before, now)) {
                    log.info("event=member-address member={} address={} before={}", entry.getKey(), now, before);
                    changed = true;
                }
            }
        }
        if (changed) {
            listener.run();
        }
    }

    /** A name may have several addresses, in whatever order: the one in use stays as long as it is among them. */
    private InetSocketAddress lookUp(HostPort member, InetSocketAddress before) {
        try {
            List<InetAddress> addresses = names.lookUp(member.host());
            return addresses.contains(before.getAddress())
                    ? before
                    : new InetSocketAddress(addresses.get(0), member.port());
        } catch (UnknownHostException e) {
            log.debug("event=member-not-looked-up member={} reason={}", member, e.getMessage());
            return before;
        }
    }

    private static InetSocketAddress nowhere() {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 1}), 1);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }
}
