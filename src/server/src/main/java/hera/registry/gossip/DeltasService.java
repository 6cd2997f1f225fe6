package hera.registry.gossip;

import hera.foundation.names.NodeName;
import hera.foundation.time.Cancellable;
import hera.foundation.time.Clock;
import hera.foundation.time.Moment;
import hera.foundation.time.Timer;
import hera.registry.replica.Deltas;
import hera.registry.replica.Digest;
import hera.registry.replica.Replica;
import hera.registry.replica.ReplicaListener;
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
 * write comes or its time is up. Heartbeats that change nothing are no news before they are due (rule 11). Reads the
 * replica and changes nothing in it. Safe for use by many threads.
 */
final class DeltasService implements ReplicaListener {
    private static final Logger log = LoggerFactory.getLogger(DeltasService.class);

    /** The longest that a pull is kept open; a peer that asks for more gets this. */
    static final Duration LONGEST_HOLD = Duration.ofMinutes(5);

    /** The pause between two scans of the waiting pulls when writes come without a break. */
    private static final long SCAN_PAUSE_MILLIS = 1;

    /** The time after {@link #hurry} in which renewals are sent as they come. */
    static final Duration HURRY = Duration.ofSeconds(2);

    private static final long NEVER = Long.MAX_VALUE;

    private final Replica replica;
    private final PageMaker pages;
    private final GossipSettings settings;
    private final Clock clock;
    private final Timer timer;
    private final GossipMetrics metrics;

    private final Object lock = new Object();
    private final Set<Held> waiting = new LinkedHashSet<>();

    /** Per peer the rate of responses to its waiting pulls, on the aging clock. */
    private final Map<NodeName, PageRate> rates = new HashMap<>();

    /** Per peer the time, on the aging clock, at which renewals are due that its last page left out. */
    private final Map<NodeName, Long> owed = new HashMap<>();

    /**
     * The number of waiting pulls of the plain form, which has no touches and no ages: renewals are not gathered for
     * them.
     */
    private int plainWaiting;

    /** The time, on the aging clock, at which the renewals since the last scan are due. */
    private long renewalsDueMillis = NEVER;

    /** The time, on the aging clock, until which renewals are sent as they come; zero for none. */
    private long hurriesUntilMillis;

    private boolean closed;
    private long scannedAtMillis = -SCAN_PAUSE_MILLIS;

    /** The time of the next scan, on the aging clock. */
    private long nextScanMillis = NEVER;

    private Cancellable nextScan = () -> {};

    DeltasService(
            Replica replica, PageMaker pages, GossipSettings settings, Gossip.Ports ports, GossipMetrics metrics) {
        this.replica = replica;
        this.pages = pages;
        this.settings = settings;
        this.clock = ports.clock();
        this.timer = ports.timer();
        this.metrics = metrics;
        replica.addListener(this);
    }

    /** A waiting pull. */
    private static final class Held {
        final PullRequest request;
        final Consumer<PullResponse> reply;
        final long notBeforeMillis;

        @Nullable
        Cancellable deadline;

        /** The part of the digest that asks for this node's own writes. */
        final Digest own;

        /** The part that asks for relayed writes. */
        final Digest others;

        /**
         * The time, on the aging clock, at which the oldest own write that the asker lacks is due. It is kept, because
         * an instance that is renewed again seems younger, while its peer has waited just as long.
         */
        long dueMillis = NEVER;

        Held(PullRequest request, NodeName self, Consumer<PullResponse> reply, long notBeforeMillis) {
            this.request = request;
            this.reply = reply;
            this.notBeforeMillis = notBeforeMillis;
            Digest asked = request.digest();
            boolean named = asked.others() == Digest.NONE;
            this.own = named ? asked.of(self) : asked;
            this.others = named ? asked.without(self) : new Digest(Map.of());
        }

        boolean isPlain() {
            return request.form() == PageFormat.PLAIN;
        }
    }

    /**
     * Answers a pull, now or later, exactly once; on the caller's thread or the timer's, so the reply must be quick.
     *
     * @return cancels the pull: to be called when the asker has gone
     */
    Cancellable answer(PullRequest request, Consumer<PullResponse> reply) {
        Moment now = clock.now();
        Held held = new Held(request, replica.self(), reply, earliestAnswer(request));
        if (!hold(held)) {
            PageMaker.Made page = pages.make(request, now);
            metrics.sent(page.deltas());
            reply.accept(page.response());
            return () -> {};
        }
        examine(List.of(held), NEVER, now);
        return () -> remove(held);
    }

    /** Sends all gathered renewals, and gathers none for {@link #HURRY}, because nodes are about to be compared. */
    void hurry() {
        synchronized (lock) {
            hurriesUntilMillis = clock.now().agingMillis() + HURRY.toMillis();
            scheduleScan(scannedAtMillis + SCAN_PAUSE_MILLIS);
        }
    }

    private boolean hold(Held held) {
        Duration wanted = held.request.hold();
        Duration longest = wanted.compareTo(LONGEST_HOLD) < 0 ? wanted : LONGEST_HOLD;
        synchronized (lock) {
            if (closed || wanted.isZero()) {
                return false;
            }
            waiting.add(held);
            held.dueMillis = held.request.asker() == null
                    ? NEVER
                    : owed.getOrDefault(held.request.asker().name(), NEVER);
            plainWaiting += held.isPlain() ? 1 : 0;
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
    public void onDeltas(@Nullable NodeName origin, long dueAtMillis) {
        synchronized (lock) {
            if (dueAtMillis != AT_ONCE) {
                renewalsDueMillis = Math.min(renewalsDueMillis, dueAtMillis);
            }
            if (isAwaited(origin)) {
                boolean gathers = plainWaiting == 0 && !isInAHurry();
                long soonest = scannedAtMillis + SCAN_PAUSE_MILLIS;
                scheduleScan(gathers ? Math.max(dueAtMillis, soonest) : soonest);
            }
        }
    }

    /** Whether a waiting pull asks for that origin. Often none does, if a peer has sent its writes here. */
    private boolean isAwaited(@Nullable NodeName origin) {
        synchronized (lock) {
            for (Held held : waiting) {
                if (origin == null || held.request.digest().cursor(origin) != null) {
                    return true;
                }
            }
            return false;
        }
    }

    private boolean isInAHurry() {
        synchronized (lock) {
            return hurriesUntilMillis > 0 && clock.now().agingMillis() < hurriesUntilMillis;
        }
    }

    private long earliestAnswer(PullRequest request) {
        synchronized (lock) {
            PageRate rate = request.asker() == null
                    ? PageRate.NONE
                    : rates.getOrDefault(request.asker().name(), PageRate.NONE);
            return rate.nextNotBefore(settings.mergeWindow().toMillis());
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

    private void scan() {
        Moment now = clock.now();
        List<Held> candidates;
        long renewalsDue;
        synchronized (lock) {
            scannedAtMillis = now.agingMillis();
            renewalsDue = renewalsDueMillis;
            renewalsDueMillis = NEVER;
            candidates = new ArrayList<>(waiting);
        }
        examine(candidates, renewalsDue, now);
    }

    /**
     * Answers each pull for which there is news that is due, unless its peer's pages are gathering.
     *
     * @param renewalsDue the time at which the oldest renewal that came while the pulls waited is due
     */
    private void examine(List<Held> candidates, long renewalsDue, Moment now) {
        Map<PageMaker.Question, PageMaker.Made> made = new HashMap<>();
        long soonest = NEVER;
        for (Held held : candidates) {
            long due = dueAt(held, renewalsDue, now);
            if (due > now.agingMillis()) {
                soonest = Math.min(soonest, due);
                continue;
            }
            boolean isOwnDue = held.dueMillis <= now.agingMillis();
            PullRequest request = isOwnDue ? held.request : held.request.of(held.others);
            PageMaker.Made page =
                    made.computeIfAbsent(PageMaker.Question.of(request), question -> pages.make(request, now));
            if (page.deltas() > 0 && remove(held)) {
                noteOwed(held, isOwnDue, now);
                answer(held, page, now);
            }
        }
        if (soonest < NEVER) {
            synchronized (lock) {
                scheduleScan(soonest);
            }
        }
    }

    /** The time, on the aging clock, at which a waiting pull is to be answered with what is there. */
    private long dueAt(Held held, long renewalsDue, Moment now) {
        Deltas.Detail detail = PageMaker.detail(held.request);
        long own = replica.dueAtMillis(held.own, detail, now); // rule 11
        long others = replica.dueAtMillis(held.others, detail, now);
        synchronized (lock) {
            long noLater = isInAHurry() ? now.agingMillis() : renewalsDue;
            held.dueMillis = own == NEVER ? NEVER : Math.min(held.dueMillis, Math.min(own, noLater));
            long due = Math.min(held.dueMillis, others);
            return due == NEVER ? NEVER : Math.max(due, held.notBeforeMillis);
        }
    }

    /**
     * Records since when a peer has lacked renewals that are left out of a page of relayed writes. With them in the
     * page, relays would wake each other for ever with the few renewals that each has gathered (rule 11).
     */
    private void noteOwed(Held held, boolean isOwnDue, Moment now) {
        if (held.request.asker() == null) {
            return;
        }
        synchronized (lock) {
            owed.values().removeIf(due -> due < now.agingMillis() - LONGEST_HOLD.toMillis());
            if (isOwnDue || held.dueMillis == NEVER) {
                owed.remove(held.request.asker().name());
            } else {
                owed.put(held.request.asker().name(), held.dueMillis);
            }
        }
    }

    private void answer(Held held, PageMaker.Made page, Moment now) {
        if (held.request.asker() != null) {
            NodeName peer = held.request.asker().name();
            long mergeMillis = settings.mergeWindow().toMillis();
            synchronized (lock) {
                rates.values().removeIf(rate -> rate.isOver(now.agingMillis(), mergeMillis));
                rates.merge(peer, PageRate.NONE.sent(now.agingMillis()), (before, one) -> before.sent(one.atMillis()));
            }
        }
        reply(held, page);
    }

    private void timeIsUp(Held held) {
        if (remove(held)) {
            Moment now = clock.now();
            reply(held, pages.make(held.request, now));
        }
    }

    /** Answers a waiting pull. A failure is logged here, because it is no fault of other pulls or of the caller. */
    private void reply(Held held, PageMaker.Made page) {
        try {
            metrics.sent(page.deltas());
            held.reply.accept(page.response());
        } catch (RuntimeException e) {
            log.error("gossip result=internal: a held pull is left without an answer", e);
        }
    }

    private boolean remove(Held held) {
        synchronized (lock) {
            if (held.deadline != null) {
                held.deadline.cancel();
            }
            boolean waited = waiting.remove(held);
            plainWaiting -= waited && held.isPlain() ? 1 : 0;
            return waited;
        }
    }
}
