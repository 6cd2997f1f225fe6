package hera.registry.api;

import hera.foundation.time.Cancellable;
import hera.foundation.time.Clock;
import hera.foundation.time.Moment;
import hera.foundation.time.Timer;
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
 * All who wait for one service, or for the counts of all, to change. Safe for use by many threads.
 *
 * <p>A change makes it look, at once when it has not looked for a while, else after a pause: what changes meanwhile is
 * rendered and written once. Nobody tells of an expiry, so it looks when the next one is due as well.
 */
final class ServiceWatch {
    /*
     * Why no change is missed: a waiter is in the list before its answer is made for the first time, and each change is
     * told after it was made. One that came before the waiter was listed is in that first answer; one that came later
     * finds the waiter listed, and leads to a look that begins after it.
     */

    private static final Logger log = LoggerFactory.getLogger(ServiceWatch.class);

    /** The shortest pause between two looks. */
    static final long PAUSE_MILLIS = 10;

    /** A pause is so many times as long as the look before it took: looking takes a third of one processor at most. */
    private static final int PAUSE_PER_LOOK = 2;

    private final ResponseCache answers;
    private final LongSupplier nextExpiryMillis;
    private final @Nullable ServiceEvents feed;
    private final Clock clock;
    private final Timer timer;

    private final Object lock = new Object();
    private final Map<Representation, Group> groups = new HashMap<>();
    private long quietUntil;
    private long nextLookAt = Long.MAX_VALUE;
    private @Nullable Cancellable nextLook;
    private boolean looking;
    private boolean changedMeanwhile;

    /**
     * @param nextExpiryMillis until when, on the aging clock, nothing expires
     * @param feed to be moved on with each look
     */
    ServiceWatch(
            ResponseCache answers,
            LongSupplier nextExpiryMillis,
            @Nullable ServiceEvents feed,
            Clock clock,
            Timer timer) {
        this.answers = answers;
        this.nextExpiryMillis = nextExpiryMillis;
        this.feed = feed;
        this.clock = clock;
        this.timer = timer;
    }

    /** Those who wait for one representation to change share its answer. */
    private final class Group {
        final Representation what;
        final Set<PendingRead> waiters = new LinkedHashSet<>();
        private long version;
        private @Nullable CachedResponse made;

        Group(Representation what) {
            this.what = what;
        }

        synchronized CachedResponse answer(Moment now) {
            long current = answers.version(what.target(), now);
            CachedResponse last = made;
            if (last == null || version != current) {
                last = answers.of(what, now);
                made = last;
                version = current;
            }
            return last;
        }
    }

    boolean isIdle() {
        synchronized (lock) {
            return groups.isEmpty() && (feed == null || feed.isIdle());
        }
    }

    /** That of a service. */
    ServiceEvents feed() {
        if (feed == null) {
            throw new IllegalStateException("the counts of all services have no feed");
        }
        return feed;
    }

    /** Lists a waiter; {@link #check} must follow. */
    void add(PendingRead waiter) {
        synchronized (lock) {
            groups.computeIfAbsent(waiter.what(), Group::new).waiters.add(waiter);
        }
    }

    /** Answers a waiter that was just listed, if it need not wait. */
    void check(PendingRead waiter) {
        answer(waiter, false);
        scheduleForExpiry();
    }

    /** Answers a waiter as things are; it has waited long enough. */
    void timeIsUp(PendingRead waiter) {
        answer(waiter, true);
    }

    private void answer(PendingRead waiter, boolean inAnyCase) {
        Group group;
        synchronized (lock) {
            group = groups.get(waiter.what());
        }
        if (group != null) {
            CachedResponse answer = group.answer(clock.now());
            if ((inAnyCase || !answer.isKnownBy(waiter.ifNoneMatch())) && remove(waiter)) {
                waiter.reply(answer);
            }
        }
    }

    /** Whether the waiter still waited. */
    boolean remove(PendingRead waiter) {
        synchronized (lock) {
            Group group = groups.get(waiter.what());
            if (group == null || !group.waiters.remove(waiter)) {
                return false;
            }
            if (group.waiters.isEmpty()) {
                groups.remove(waiter.what());
            }
            return true;
        }
    }

    List<PendingRead> waiters() {
        synchronized (lock) {
            return groups.values().stream()
                    .flatMap(group -> group.waiters.stream())
                    .toList();
        }
    }

    /** There may be something new. */
    void changed() {
        synchronized (lock) {
            if (looking) {
                changedMeanwhile = true;
            } else {
                schedule(quietUntil);
            }
        }
    }

    /** Nobody waits any more. */
    void stop() {
        synchronized (lock) {
            if (nextLook != null) {
                nextLook.cancel();
                nextLook = null;
                nextLookAt = Long.MAX_VALUE;
            }
        }
    }

    /** Makes sure of a look when the next instance expires. */
    void scheduleForExpiry() {
        long expiryAt = nextExpiryMillis.getAsLong();
        synchronized (lock) {
            if (!looking) {
                schedule(Math.max(expiryAt, quietUntil));
            }
        }
    }

    private void schedule(long atMillis) {
        if (atMillis >= nextLookAt) {
            return;
        }
        if (nextLook != null) {
            nextLook.cancel();
        }
        nextLookAt = atMillis;
        long delay = Math.max(0, atMillis - clock.now().agingMillis());
        nextLook = timer.after(Duration.ofMillis(delay), this::scheduledLook);
    }

    /** On the timer's one thread, so looks do not overlap. */
    private void scheduledLook() {
        long beganAt = clock.now().agingMillis();
        synchronized (lock) {
            nextLook = null;
            nextLookAt = Long.MAX_VALUE;
            looking = true;
            changedMeanwhile = false;
        }
        try {
            look();
        } catch (RuntimeException e) {
            log.error("event=watch-failed: those who wait are looked at again with the next change", e);
        }
        long endedAt = clock.now().agingMillis();
        synchronized (lock) {
            looking = false;
            quietUntil = endedAt + Math.max(PAUSE_MILLIS, PAUSE_PER_LOOK * (endedAt - beganAt));
            if (changedMeanwhile) {
                schedule(quietUntil);
            }
        }
        if (!isIdle()) {
            scheduleForExpiry();
        }
    }

    private void look() {
        List<Group> waiting;
        synchronized (lock) {
            waiting = new ArrayList<>(groups.values());
        }
        for (Group group : waiting) {
            look(group, group.answer(clock.now()));
        }
        if (feed != null) {
            feed.moveOn();
        }
    }

    private void look(Group group, CachedResponse answer) {
        List<PendingRead> served = new ArrayList<>();
        synchronized (lock) {
            group.waiters.removeIf(waiter -> {
                boolean serve = !answer.isKnownBy(waiter.ifNoneMatch());
                if (serve) {
                    served.add(waiter);
                }
                return serve;
            });
            if (group.waiters.isEmpty()) {
                groups.remove(group.what, group);
            }
        }
        served.forEach(waiter -> waiter.reply(answer));
    }
}
