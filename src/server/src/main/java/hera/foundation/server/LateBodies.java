package hera.foundation.server;

import hera.foundation.time.Clock;
import hera.foundation.time.Loop;
import hera.foundation.time.Timer;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.coyote.InputBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bodies that are on their way, each of which keeps one of the container's threads. A body that misses its deadline
 * is cut: its request is answered by 408. The threads that bodies keep are replaced, up to a limit. When bodies keep half
 * of that limit, the oldest are cut to make room, and the fewer threads are left, the younger a body may be that is cut.
 * So many slow senders stop nobody else. Safe for use by many threads.
 */
final class LateBodies {
    static final Duration SCAN_INTERVAL = Duration.ofMillis(200);

    /** No body is cut for the sake of others before this: those of honest clients come at once, in a packet of their own. */
    static final Duration PATIENCE = Duration.ofSeconds(1);

    /** The same when the threads are nearly used up. */
    static final Duration LITTLE_PATIENCE = Duration.ofMillis(250);

    /**
     * Places are made when one more body begins, at most so often: hundreds that are cut at once by a scan would keep the
     * processors from everybody else for a moment.
     */
    static final Duration HASTE_INTERVAL = Duration.ofMillis(20);

    private static final Logger log = LoggerFactory.getLogger(LateBodies.class);

    private final RequestDeadlines deadlines;
    private final int maxBodyBytes;
    private final ServerThreads threads;
    private final Clock clock;
    private final Loop scans;
    private final Set<LateBody> bodies = ConcurrentHashMap.newKeySet();
    private final AtomicLong nextHasteMillis = new AtomicLong();

    /** How many were cut to make room since the scan before; the next one logs them. */
    private final AtomicInteger hastened = new AtomicInteger();

    /**
     * @param maxBodyBytes the largest body that any request may have: a longer one has no more time
     * @param threads that serve requests; half of the most that there may be may wait for bodies
     */
    LateBodies(RequestDeadlines deadlines, int maxBodyBytes, ServerThreads threads, Clock clock, Timer timer) {
        this.deadlines = deadlines;
        this.maxBodyBytes = maxBodyBytes;
        this.threads = threads;
        this.clock = clock;
        this.scans = new Loop("late-bodies", timer, () -> SCAN_INTERVAL, this::scan);
    }

    /** Notes a body that a thread begins to wait for. */
    LateBody begin(ServedConnection connection, InputBuffer source, long announced) {
        LateBody body =
                new LateBody(connection, source, announced, this, clock.now().agingMillis());
        bodies.add(body);
        threads.raise(bodies.size());
        connection.receives(body);
        scans.start();
        hasten(body.beganMillis);
        return body;
    }

    private void hasten(long now) {
        long due = nextHasteMillis.get();
        if (bodies.size() > threads.most() / 2
                && now >= due
                && nextHasteMillis.compareAndSet(due, now + HASTE_INTERVAL.toMillis())) {
            hastened.addAndGet(makeRoom(now));
        }
    }

    void remove(LateBody body) {
        bodies.remove(body);
    }

    int count() {
        return bodies.size();
    }

    private void scan() {
        threads.settle(bodies.size());
        if (bodies.isEmpty()) {
            rest();
            return;
        }
        long now = clock.now().agingMillis();
        int late = 0;
        for (LateBody body : bodies) {
            if (now - body.beganMillis >= allowed(body).toMillis()) {
                late += cut(body) ? 1 : 0;
            }
        }
        int others = makeRoom(now) + hastened.getAndSet(0);
        if (late + others > 0) {
            log.info("event=bodies-cut late={} for_room={} waiting={}", late, others, bodies.size());
        }
    }

    /** Scans no more until a body begins; one that begins meanwhile may have found the scans still going. */
    private void rest() {
        scans.stop();
        if (!bodies.isEmpty()) {
            scans.start();
        }
    }

    private Duration allowed(LateBody body) {
        return body.isRefused() ? PATIENCE : deadlines.forBody(Math.min(body.size(), maxBodyBytes));
    }

    private int makeRoom(long now) {
        int excess = bodies.size() - threads.most() / 2;
        if (excess <= 0) {
            return 0;
        }
        Duration patience = patience();
        List<LateBody> first = bodies.stream()
                .filter(body -> now - body.beganMillis >= patience.toMillis())
                .sorted(Comparator.comparingLong(body -> body.beganMillis))
                .limit(excess)
                .toList();
        return (int) first.stream().filter(this::cut).count();
    }

    private Duration patience() {
        int waiting = bodies.size();
        if (waiting > threads.most() * 7 / 8) {
            return Duration.ZERO;
        }
        return waiting > threads.most() * 3 / 4 ? LITTLE_PATIENCE : PATIENCE;
    }

    private boolean cut(LateBody body) {
        boolean cut = body.cutLate();
        bodies.remove(body);
        return cut;
    }
}
