package hera.registry.watch;

import hera.foundation.names.NodeName;
import hera.foundation.time.Cancellable;
import hera.foundation.time.Clock;
import hera.foundation.time.Timer;
import hera.registry.replica.Replica;
import hera.registry.replica.ReplicaListener;
import hera.registry.replica.WriteView;
import hera.registry.resource.RegistryPath;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The waits for this node to hold a given write of an instance, or a newer one. Heartbeats that change nothing count,
 * too, so any new write leads to a check of all waits, after a pause that bounds the cost. Safe for use by many
 * threads.
 */
final class AwaitedWrites implements ReplicaListener {
    /*
     * Why no write is missed: a wait is listed before it is checked for the first time, and each write is announced after
     * it was made.
     */

    private static final Logger log = LoggerFactory.getLogger(AwaitedWrites.class);

    private final Replica replica;
    private final Clock clock;
    private final Timer timer;

    private final Object lock = new Object();
    private final Set<Awaited> waiting = new LinkedHashSet<>();
    private long quietUntil;
    private boolean scheduled;
    private boolean closed;

    AwaitedWrites(Replica replica, Clock clock, Timer timer) {
        this.replica = replica;
        this.clock = clock;
        this.timer = timer;
        replica.addListener(this);
    }

    private static final class Awaited {
        final RegistryPath.OfInstance target;
        final long timestamp;
        final Consumer<Boolean> reply;

        @Nullable
        Cancellable deadline;

        Awaited(RegistryPath.OfInstance target, long timestamp, Consumer<Boolean> reply) {
            this.target = target;
            this.timestamp = timestamp;
            this.reply = reply;
        }
    }

    /** Returns whether this node holds a write of the instance with that timestamp or a greater one; a deletion counts. */
    boolean holds(RegistryPath.OfInstance target, long timestamp) {
        WriteView.Last last = replica.lastWrite(target.service(), target.id(), clock.now());
        return last != null && last.timestamp() >= timestamp;
    }

    /**
     * Replies whether the write is held: as soon as it is, or after {@code longest}; perhaps before this method
     * returns.
     *
     * @param reply must be quick and must not block
     * @return ends the wait; to be called when the client has gone
     */
    Cancellable await(RegistryPath.OfInstance target, long timestamp, Duration longest, Consumer<Boolean> reply) {
        Awaited awaited = new Awaited(target, timestamp, reply);
        boolean none;
        synchronized (lock) {
            none = closed;
            if (!none) {
                waiting.add(awaited);
                awaited.deadline = timer.after(longest, () -> reply(awaited));
            }
        }
        if (none) {
            reply.accept(holds(target, timestamp));
        } else if (holds(target, timestamp)) {
            reply(awaited);
        }
        return () -> end(awaited);
    }

    private void reply(Awaited awaited) {
        if (end(awaited)) {
            awaited.reply.accept(holds(awaited.target, awaited.timestamp));
        }
    }

    private boolean end(Awaited awaited) {
        synchronized (lock) {
            if (awaited.deadline != null) {
                awaited.deadline.cancel();
            }
            return waiting.remove(awaited);
        }
    }

    /** Returns the number of waits. */
    int size() {
        synchronized (lock) {
            return waiting.size();
        }
    }

    @Override
    public void onDeltas(@Nullable NodeName origin, long dueAtMillis) {
        synchronized (lock) {
            if (!waiting.isEmpty() && !scheduled) {
                scheduled = true;
                long delay = Math.max(0, quietUntil - clock.now().agingMillis());
                var unused = timer.after(Duration.ofMillis(delay), this::check);
            }
        }
    }

    /** Runs on the timer's one thread, so that checks do not overlap. */
    private void check() {
        long beganAt = clock.now().agingMillis();
        List<Awaited> candidates;
        synchronized (lock) {
            scheduled = false;
            candidates = new ArrayList<>(waiting);
        }
        try {
            candidates.stream()
                    .filter(awaited -> holds(awaited.target, awaited.timestamp))
                    .forEach(this::reply);
        } catch (RuntimeException e) {
            log.error("event=check-failed: the waiting reads are checked again with the next write", e);
        }
        long endedAt = clock.now().agingMillis();
        synchronized (lock) {
            quietUntil = endedAt + ServiceWatch.pauseMillis(endedAt - beganAt);
        }
    }

    /** Replies to all waits, and lets nothing wait from now on. */
    void close() {
        List<Awaited> all;
        synchronized (lock) {
            closed = true;
            all = new ArrayList<>(waiting);
        }
        all.forEach(this::reply);
    }
}
