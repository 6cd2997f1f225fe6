package hera.registry.gossip;

import hera.foundation.http.ContentDigest;
import hera.foundation.names.NodeName;
import hera.foundation.time.Cancellable;
import hera.foundation.time.Clock;
import hera.foundation.time.Moment;
import hera.foundation.time.Timer;
import hera.registry.replica.Cursor;
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
 * The answering side of gossip. A pull for which there is no news waits here, as an object and not as a thread, until a
 * write comes or its time is up. Reads the replica and changes nothing in it. Safe for use by many
 * threads.
 */
final class DeltasService implements ReplicaListener {
    private static final Logger log = LoggerFactory.getLogger(DeltasService.class);

    /** The longest that a pull is kept open; a peer that asks for more gets this. */
    static final Duration LONGEST_HOLD = Duration.ofMinutes(5);

    /** The pause between two scans of the waiting pulls when writes come without a break. */
    private static final long SCAN_PAUSE_MILLIS = 1;

    private static final long NEVER = Long.MAX_VALUE;

    private final Replica replica;
    private final DeltasCodec codec;
    private final int maxPageBytes;
    private final NodeIdentity self;
    private final GossipSettings settings;
    private final Clock clock;
    private final Timer timer;
    private final GossipMetrics metrics;

    private final Object lock = new Object();
    private final Set<Held> waiting = new LinkedHashSet<>();

    /** Per peer the time of the last response from the waiting pulls, on the aging clock, while its merge window lasts. */
    private final Map<NodeName, Long> answeredAtMillis = new HashMap<>();

    private boolean closed;
    private long scannedAtMillis = -SCAN_PAUSE_MILLIS;

    /** The time of the next scan, on the aging clock. */
    private long nextScanMillis = NEVER;

    private Cancellable nextScan = () -> {};

    DeltasService(
            NodeIdentity self,
            Replica replica,
            DeltasCodec codec,
            GossipSettings settings,
            Gossip.Ports ports,
            GossipMetrics metrics) {
        this.self = self;
        this.replica = replica;
        this.codec = codec;
        this.maxPageBytes = ports.maxPageBytes();
        this.settings = settings;
        this.clock = ports.clock();
        this.timer = ports.timer();
        this.metrics = metrics;
        replica.addListener(this);
    }

    /** A pull that waits. */
    private static final class Held {
        final PullRequest request;
        final Consumer<PullResponse> reply;
        final long notBeforeMillis;

        @Nullable
        Cancellable deadline;

        Held(PullRequest request, Consumer<PullResponse> reply, long notBeforeMillis) {
            this.request = request;
            this.reply = reply;
            this.notBeforeMillis = notBeforeMillis;
        }
    }

    /**
     * Answers a pull, now or later, exactly once; on the caller's thread or the timer's, so the reply must be quick.
     *
     * @return cancels the pull: to be called when the asker has gone
     */
    Cancellable answer(PullRequest request, Consumer<PullResponse> reply) {
        Moment now = clock.now();
        Held held = new Held(request, reply, earliestAnswer(request));
        if (!hold(held)) {
            reply.accept(response(request, deltas(request, now), now));
            return () -> {};
        }
        scan();
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

    /** Answers the pulls that wait, and keeps none open from now on. */
    void close() {
        List<Held> released;
        synchronized (lock) {
            closed = true;
            released = new ArrayList<>(waiting);
        }
        released.forEach(this::timeIsUp);
    }

    /** The number of pulls that wait for news. */
    int waiting() {
        synchronized (lock) {
            return waiting.size();
        }
    }

    /** The nodes whose pulls wait here. */
    Set<NodeName> heldFor() {
        Set<NodeName> peers = new TreeSet<>();
        synchronized (lock) {
            for (Held held : waiting) {
                if (held.request.asker() != null) {
                    peers.add(held.request.asker().name());
                }
            }
        }
        return peers;
    }

    @Override
    public void onDeltas() {
        synchronized (lock) {
            if (!waiting.isEmpty()) {
                scheduleScan(scannedAtMillis + SCAN_PAUSE_MILLIS);
            }
        }
    }

    private long earliestAnswer(PullRequest request) {
        synchronized (lock) {
            Long last = request.asker() == null
                    ? null
                    : answeredAtMillis.get(request.asker().name());
            return last == null ? 0 : last + settings.mergeWindow().toMillis();
        }
    }

    private void scheduleScan(long atMillis) {
        if (atMillis < nextScanMillis) {
            nextScan.cancel();
            nextScanMillis = atMillis;
            long delay = Math.max(0, atMillis - clock.now().agingMillis());
            nextScan = timer.after(Duration.ofMillis(delay), this::scheduledScan);
        }
    }

    private void scheduledScan() {
        synchronized (lock) {
            nextScanMillis = NEVER;
        }
        try {
            scan();
        } catch (RuntimeException e) {
            log.error("gossip result=internal: waiting peers are looked at again with the next write", e);
        }
    }

    /** Answers each waiting pull for which there is news, unless the merge window of its peer is still open. */
    private void scan() {
        Moment now = clock.now();
        List<Held> candidates;
        synchronized (lock) {
            scannedAtMillis = now.agingMillis();
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
                scheduleScan(soonest);
            }
        }
    }

    private void answer(Held held, Deltas deltas, Moment now) {
        if (held.request.asker() != null) {
            long over = now.agingMillis() - settings.mergeWindow().toMillis();
            synchronized (lock) {
                answeredAtMillis.values().removeIf(at -> at <= over);
                answeredAtMillis.put(held.request.asker().name(), now.agingMillis());
            }
        }
        reply(held, deltas, now);
    }

    private void timeIsUp(Held held) {
        if (remove(held)) {
            Moment now = clock.now();
            reply(held, deltas(held.request, now), now);
        }
    }

    /** Answers a pull that waited. Its failure concerns neither the other pulls nor the one whose thread this is. */
    private void reply(Held held, Deltas deltas, Moment now) {
        try {
            held.reply.accept(response(held.request, deltas, now));
        } catch (RuntimeException e) {
            log.error("gossip result=internal: a held pull is left without an answer", e);
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

    private Deltas deltas(PullRequest request, Moment now) {
        Deltas.Detail detail = Deltas.Detail.LIVE_INSTANCES;
        if (request.form() == PageFormat.RICH) {
            detail = request.whole() ? Deltas.Detail.EVERYTHING_WHOLE : Deltas.Detail.EVERYTHING;
        }
        return replica.deltas(request.digest(), detail, maxPageBytes, now);
    }

    private PullResponse response(PullRequest request, Deltas deltas, Moment now) {
        deltas.origins().values().forEach(part -> metrics.sent(part.deltas().size()));
        byte[] page = codec.encode(deltas, request.form());
        return new PullResponse(
                request.form(),
                page,
                deltas.more(),
                !request.hold().isZero(),
                self,
                null,
                request.form() == PageFormat.RICH ? ContentDigest.of(page) : null,
                seen(request),
                now.wallMillis());
    }

    /** How far this node has followed the asker: the asker's proof of a former incarnation of its own (rule 8). */
    private @Nullable Long seen(PullRequest request) {
        if (request.asker() == null || !request.hold().isZero()) {
            return null;
        }
        return replica.digest()
                .origins()
                .getOrDefault(request.asker().name(), Cursor.START)
                .last();
    }
}
