package hera.registry.gossip;

import hera.foundation.names.NodeName;
import hera.foundation.time.Cancellable;
import hera.foundation.time.Clock;
import hera.foundation.time.Moment;
import hera.foundation.time.Timer;
import hera.registry.replica.Deltas;
import hera.registry.replica.Replica;
import hera.registry.replica.ReplicaListener;
import hera.registry.wire.DeltasCodec;
import hera.registry.wire.PageFormat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers pulls. One that has nothing to get and may be held waits here, as an object and not as a thread, until a
 * write comes or its time is up. Safe for use by many threads.
 */
public final class DeltasService implements ReplicaListener {
    private static final Logger log = LoggerFactory.getLogger(DeltasService.class);

    /** A peer may not have a pull held for longer; what it asks for beyond counts as this. */
    static final Duration LONGEST_HOLD = Duration.ofMinutes(5);

    /** How often waiting pulls are looked at when writes come without a break. */
    private static final long LOOK_MILLIS = 1;

    private static final long NEVER = Long.MAX_VALUE;

    private final Replica replica;
    private final DeltasCodec codec;
    private final int maxPageBytes;
    private final GossipSettings settings;
    private final Clock clock;
    private final Timer timer;
    private final GossipMetrics metrics;

    private final Object lock = new Object();
    private final Set<Held> waiting = new LinkedHashSet<>();

    /** Whose merge window is not over yet. */
    private final Map<NodeName, Long> answeredAtMillis = new HashMap<>();

    private boolean closed;
    private long lookedAtMillis = -LOOK_MILLIS;

    /** When the next look is due, and how to call it off. */
    private long lookAtMillis = NEVER;

    private Cancellable nextLook = () -> {};

    DeltasService(
            Replica replica,
            DeltasCodec codec,
            int maxPageBytes,
            GossipSettings settings,
            Clock clock,
            Timer timer,
            GossipMetrics metrics) {
        this.replica = replica;
        this.codec = codec;
        this.maxPageBytes = maxPageBytes;
        this.settings = settings;
        this.clock = clock;
        this.timer = timer;
        this.metrics = metrics;
        replica.addListener(this);
    }

    /** A pull that waits. */
    private static final class Held {
        final DeltasRequest request;
        final Consumer<DeltasReply> reply;
        final long notBeforeMillis;

        @Nullable
        Cancellable deadline;

        Held(DeltasRequest request, Consumer<DeltasReply> reply, long notBeforeMillis) {
            this.request = request;
            this.reply = reply;
            this.notBeforeMillis = notBeforeMillis;
        }
    }

    /**
     * Answers a pull, now or later, exactly once; on the caller's thread or the timer's, so the reply must be quick.
     *
     * @return gives the pull up: to be called when the asker has gone
     */
    public Cancellable ask(DeltasRequest request, Consumer<DeltasReply> reply) {
        Moment now = clock.now();
        replica.observe(request.digest(), now);
        Held held = new Held(request, reply, earliestAnswer(request));
        if (!hold(held)) {
            reply.accept(encode(deltas(request, now), request.form()));
            return () -> {};
        }
        look();
        return () -> remove(held);
    }

    private boolean hold(Held held) {
        Duration wanted = held.request.hold();
        Duration longest = wanted.compareTo(LONGEST_HOLD) < 0 ? wanted : LONGEST_HOLD;
        synchronized (lock) {
            if (closed || wanted.isZero()) {
                return false;
            }
            waiting.add(held);
            held.deadline = timer.after(longest, () -> timeIsUp(held));
            return true;
        }
    }

    /** Lets all who wait go, and holds nobody from now on. */
    public void close() {
        List<Held> released;
        synchronized (lock) {
            closed = true;
            released = new ArrayList<>(waiting);
        }
        released.forEach(this::timeIsUp);
    }

    /** How many pulls wait for news. */
    public int waiting() {
        synchronized (lock) {
            return waiting.size();
        }
    }

    /** Who holds a pull open here. */
    public Set<NodeName> heldFor() {
        Set<NodeName> peers = new TreeSet<>();
        synchronized (lock) {
            for (Held held : waiting) {
                if (held.request.from() != null) {
                    peers.add(held.request.from().name());
                }
            }
        }
        return peers;
    }

    @Override
    public void onDeltas() {
        synchronized (lock) {
            if (!waiting.isEmpty()) {
                scheduleLook(lookedAtMillis + LOOK_MILLIS);
            }
        }
    }

    private long earliestAnswer(DeltasRequest request) {
        synchronized (lock) {
            Long last = request.from() == null
                    ? null
                    : answeredAtMillis.get(request.from().name());
            return last == null ? 0 : last + settings.mergeWindow().toMillis();
        }
    }

    private void scheduleLook(long atMillis) {
        if (atMillis < lookAtMillis) {
            nextLook.cancel();
            lookAtMillis = atMillis;
            long delay = Math.max(0, atMillis - clock.now().agingMillis());
            nextLook = timer.after(Duration.ofMillis(delay), this::scheduledLook);
        }
    }

    private void scheduledLook() {
        synchronized (lock) {
            lookAtMillis = NEVER;
        }
        try {
            look();
        } catch (RuntimeException e) {
            log.error("gossip result=internal: waiting peers are looked at again with the next write", e);
        }
    }

    /** Answers each waiting pull for which there is news, unless its peer has just been answered. */
    private void look() {
        Moment now = clock.now();
        List<Held> candidates;
        synchronized (lock) {
            lookedAtMillis = now.agingMillis();
            candidates = new ArrayList<>(waiting);
        }
        long soonest = NEVER;
        for (Held held : candidates) {
            if (now.agingMillis() < held.notBeforeMillis) {
                soonest = Math.min(soonest, held.notBeforeMillis);
                continue;
            }
            Deltas deltas = deltas(held.request, now);
            if (!deltas.isEmpty() && remove(held)) {
                answer(held, deltas, now);
            }
        }
        if (soonest < NEVER) {
            synchronized (lock) {
                scheduleLook(soonest);
            }
        }
    }

    private void answer(Held held, Deltas deltas, Moment now) {
        if (held.request.from() != null) {
            long over = now.agingMillis() - settings.mergeWindow().toMillis();
            synchronized (lock) {
                answeredAtMillis.values().removeIf(at -> at <= over);
                answeredAtMillis.put(held.request.from().name(), now.agingMillis());
            }
        }
        held.reply.accept(encode(deltas, held.request.form()));
    }

    private void timeIsUp(Held held) {
        if (remove(held)) {
            held.reply.accept(encode(deltas(held.request, clock.now()), held.request.form()));
        }
    }

    private boolean remove(Held held) {
        synchronized (lock) {
            if (held.deadline != null) {
                held.deadline.cancel();
            }
            return waiting.remove(held);
        }
    }

    private Deltas deltas(DeltasRequest request, Moment now) {
        Replica.Detail detail = Replica.Detail.LIVE_INSTANCES;
        if (request.form() == PageFormat.RICH) {
            detail = request.whole() ? Replica.Detail.EVERYTHING_WHOLE : Replica.Detail.EVERYTHING;
        }
        return replica.deltas(request.digest(), detail, maxPageBytes, now);
    }

    private DeltasReply encode(Deltas deltas, PageFormat form) {
        deltas.byOrigin().values().forEach(list -> metrics.sent(list.size()));
        return new DeltasReply(codec.encode(deltas, form), deltas.more());
    }
}
