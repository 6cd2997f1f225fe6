package hera.foundation.clients;

import hera.foundation.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The requests a second of each client: so many in the long run, and twice as many at once. It is the generic cell rate
 * algorithm (ITU-T I.371): of each client it keeps one time alone. Thread-safe.
 */
public final class RequestRates {
    /** The clients that are remembered one by one. */
    static final int MOST_CLIENTS = 100_000;

    /** Further clients, until some of the others pause, are this many groups, and each group has the rate of one client. */
    static final int GROUPS = 1 << 12;

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long AHEAD = 2 * SECOND;

    private final long interval;
    private final Clock clock;

    /** Of each client the time at which all its requests were due, had they come one by one; on the aging clock. */
    private final Map<String, Long> due = new ConcurrentHashMap<>();

    private final AtomicLong nextSweep = new AtomicLong();

    /** @param perSecond requests of one client */
    public RequestRates(int perSecond, Clock clock) {
        this.interval = SECOND / perSecond;
        this.clock = clock;
    }

    /** Returns whether a client may make one more request now; if so, the request is counted. */
    public boolean admits(String client) {
        long now = TimeUnit.MILLISECONDS.toNanos(clock.now().agingMillis());
        sweep(now);
        boolean[] admitted = {true};
        String counted = due.size() < MOST_CLIENTS || due.containsKey(client) ? client : group(client);
        due.compute(counted, (name, before) -> {
            long next = Math.max(before == null ? now : before, now) + interval;
            admitted[0] = next - now <= AHEAD;
            return admitted[0] ? next : before;
        });
        return admitted[0];
    }

    /** Returns a name that no client has: a group is limited, so that who comes from ever new addresses is limited, too. */
    private static String group(String client) {
        return "\0" + (client.hashCode() & (GROUPS - 1));
    }

    /** Forgets, once a second, who has made no request for a while. */
    private void sweep(long now) {
        long at = nextSweep.get();
        if (now >= at && nextSweep.compareAndSet(at, now + SECOND)) {
            due.values().removeIf(time -> time <= now);
        }
    }

    int remembered() {
        return due.size();
    }
}
