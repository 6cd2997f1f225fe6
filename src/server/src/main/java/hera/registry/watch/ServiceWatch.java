package hera.registry.watch;

import hera.foundation.time.Cancellable;
import hera.foundation.time.Clock;
import hera.foundation.time.Moment;
import hera.foundation.time.Timer;
import hera.registry.resource.CachedResponse;
import hera.registry.resource.Representation;
import hera.registry.resource.ResponseCache;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The reads that wait for one service, or for the counts of all services, to change. Safe for use by many threads.
 *
 * <p>A change leads to a check of all waiting reads: at once when the last check is a while ago, else after a pause, so
 * that several changes are rendered and written once. Nothing announces an expiry, so there is also a check when the next
 * instance expires.
 */
final class ServiceWatch {
    /*
     * Why no change is missed: a read is listed before its response is made for the first time, and each change is
     * announced after it was made. A change from before the read was listed is in that first response; a later one finds
     * the read listed and leads to a check that begins after the change.
     */

    private static final Logger log = LoggerFactory.getLogger(ServiceWatch.class);

    /** The shortest pause between two checks. */
    static final long PAUSE_MILLIS = 10;

    /** The length of a pause, in lengths of the check before it: checks take at most a third of one processor. */
    private static final int PAUSE_PER_CHECK = 2;

    private final ResponseCache responses;
    private final LongSupplier nextExpiryMillis;
    private final @Nullable ServiceEvents events;
    private final Clock clock;
    private final Timer timer;

    private final Object lock = new Object();
    private final Map<Representation, Group> groups = new HashMap<>();
    private long quietUntil;
    private long nextCheckAt = Long.MAX_VALUE;
    private @Nullable Cancellable nextCheck;
    private boolean checking;
    private boolean changedMeanwhile;

    /**
     * @param nextExpiryMillis when the next instance expires, on the aging clock
     * @param events published with each check; null for the counts
     */
    ServiceWatch(
            ResponseCache responses,
            LongSupplier nextExpiryMillis,
            @Nullable ServiceEvents events,
            Clock clock,
            Timer timer) {
        this.responses = responses;
        this.nextExpiryMillis = nextExpiryMillis;
        this.events = events;
        this.clock = clock;
        this.timer = timer;
    }

    /** The reads that wait for one representation; they share its response. */
    private final class Group {
        final Representation representation;
        final Set<PendingRead> reads = new LinkedHashSet<>();
        private long version;
        private @Nullable CachedResponse latest;

        Group(Representation representation) {
            this.representation = representation;
        }

        synchronized CachedResponse response(Moment now) {
            long currentVersion = responses.version(representation.target(), now);
            CachedResponse current = latest;
            if (current == null || version != currentVersion) {
                current = responses.of(representation, now);
                latest = current;
                version = currentVersion;
            }
            return current;
        }
    }

    /** Returns the length of the pause after a check of that length. */
    static long pauseMillis(long tookMillis) {
        return Math.max(PAUSE_MILLIS, PAUSE_PER_CHECK * tookMillis);
    }

    boolean isIdle() {
        synchronized (lock) {
            return groups.isEmpty() && (events == null || events.isIdle());
        }
    }

    /** The events of the watched service. */
    ServiceEvents events() {
        if (events == null) {
            throw new IllegalStateException("the counts of all services have no events");
        }
        return events;
    }

    /** Lists a read; {@link #check} must follow. */
    void add(PendingRead read) {
        synchronized (lock) {
            groups.computeIfAbsent(read.representation(), Group::new).reads.add(read);
        }
    }

    /** Returns the equal representation that waiting reads already share, or else this one. */
    Representation shared(Representation representation) {
        synchronized (lock) {
            Group group = groups.get(representation);
            return group == null ? representation : group.representation;
        }
    }

    /** Replies to a read that was just listed, if it need not wait. */
    void check(PendingRead read) {
        reply(read, false);
        scheduleForExpiry();
    }

    /** Replies to a read with the present response, changed or not. */
    void timeIsUp(PendingRead read) {
        reply(read, true);
    }

    private void reply(PendingRead read, boolean evenIfKnown) {
        Group group;
        synchronized (lock) {
            group = groups.get(read.representation());
        }
        if (group != null) {
            CachedResponse response = group.response(clock.now());
            if ((evenIfKnown || !response.isKnownBy(read.ifNoneMatch())) && remove(read)) {
                read.reply(response);
            }
        }
    }

    /** Removes a read; returns whether it still waited. */
    boolean remove(PendingRead read) {
        synchronized (lock) {
            Group group = groups.get(read.representation());
            if (group == null || !group.reads.remove(read)) {
                return false;
            }
            if (group.reads.isEmpty()) {
                groups.remove(read.representation());
            }
            return true;
        }
    }

    List<PendingRead> reads() {
        synchronized (lock) {
            return groups.values().stream()
                    .flatMap(group -> group.reads.stream())
                    .toList();
        }
    }

    /** Schedules a check, because the watched content may have changed. */
    void changed() {
        synchronized (lock) {
            if (checking) {
                changedMeanwhile = true;
            } else {
                schedule(quietUntil);
            }
        }
    }

    /** Cancels the next check. */
    void stop() {
        synchronized (lock) {
            if (nextCheck != null) {
                nextCheck.cancel();
                nextCheck = null;
                nextCheckAt = Long.MAX_VALUE;
            }
        }
    }

    /** Schedules a check for when the next instance expires. */
    void scheduleForExpiry() {
        long expiryAt = nextExpiryMillis.getAsLong();
        synchronized (lock) {
            if (!checking) {
                schedule(Math.max(expiryAt, quietUntil));
            }
        }
    }

    private void schedule(long atMillis) {
        if (atMillis >= nextCheckAt) {
            return;
        }
        if (nextCheck != null) {
            nextCheck.cancel();
        }
        nextCheckAt = atMillis;
        long delay = Math.max(0, atMillis - clock.now().agingMillis());
        nextCheck = timer.after(Duration.ofMillis(delay), this::runCheck);
    }

    /** Runs on the timer's one thread, so that checks do not overlap. */
    private void runCheck() {
        long beganAt = clock.now().agingMillis();
        synchronized (lock) {
            nextCheck = null;
            nextCheckAt = Long.MAX_VALUE;
            checking = true;
            changedMeanwhile = false;
        }
        try {
            checkAll();
        } catch (RuntimeException e) {
            log.error("event=watch-failed: the waiting reads are checked again with the next change", e);
        }
        long endedAt = clock.now().agingMillis();
        synchronized (lock) {
            checking = false;
            quietUntil = endedAt + pauseMillis(endedAt - beganAt);
            if (changedMeanwhile) {
                schedule(quietUntil);
            }
        }
        if (!isIdle()) {
            scheduleForExpiry();
        }
    }

    private void checkAll() {
        List<Group> waiting;
        synchronized (lock) {
            waiting = new ArrayList<>(groups.values());
        }
        for (Group group : waiting) {
            replyIfChanged(group, group.response(clock.now()));
        }
        if (events != null) {
            events.publishChanges();
        }
    }

    private void replyIfChanged(Group group, CachedResponse response) {
        List<PendingRead> served = new ArrayList<>();
        synchronized (lock) {
            group.reads.removeIf(read -> {
                boolean serve = !response.isKnownBy(read.ifNoneMatch());
                if (serve) {
                    served.add(read);
                }
                return serve;
            });
            if (group.reads.isEmpty()) {
                groups.remove(group.representation, group);
            }
        }
        served.forEach(read -> read.reply(response));
    }
}
