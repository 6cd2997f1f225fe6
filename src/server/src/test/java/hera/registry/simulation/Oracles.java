package hera.registry.simulation;

import hera.registry.gossip.PullResponse;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a node after each thing that happens to it, and compares what it shows with the {@link WriteHistory}. Each check
 * says which promise it holds Hera to.
 *
 * <p>The central one follows from the meaning of a cursor: a node that has followed an origin past a timestamp shows
 * what was written there, unless something newer replaced it. So it shows the newest write of all, once it has followed
 * that write's origin so far; a lost update, a page with a gap and a deletion that came undone all break this at once.
 */
final class Oracles implements Network.Watcher {
    /** Two clocks that count whole milliseconds, each from a moment of its own. */
    private static final int ROUNDED_MILLIS = 2;

    private final SimulatedTime time;
    private final WriteHistory ledger;
    private final List<? extends SimulatedNode> nodes;
    private final Cursors cursors;
    private final Seen[][] seen;
    private final long travelMillis;
    private final boolean mixed;

    /** What a node has shown of an instance in this incarnation. */
    private static final class Seen {
        int incarnation;

        @Nullable
        Write greatest;

        long greatestTimestamp;
        boolean gone;
    }

    /**
     * Looks at all nodes of a cluster.
     *
     * @param travelMillis how long a write may be on the wire at the most, over all hops
     * @param mixed whether there are nodes of the original design, which say neither ages nor deletions
     */
    Oracles(
            SimulatedTime time,
            WriteHistory ledger,
            List<? extends SimulatedNode> nodes,
            long travelMillis,
            boolean mixed) {
        this.time = time;
        this.ledger = ledger;
        this.nodes = nodes;
        this.cursors = new Cursors(nodes.size());
        this.seen = new Seen[nodes.size()][ledger.keys().size()];
        for (Seen[] row : seen) {
            for (int i = 0; i < row.length; i++) {
                row[i] = new Seen();
            }
        }
        this.travelMillis = travelMillis;
        this.mixed = mixed;
    }

    /** A request changes nothing but, at the most, the timestamps of what its receiver wrote itself. */
    @Override
    public void onQuestion(SimulatedNode receiver, WireRequest request) {
        if (receiver instanceof HeraNode hera && cursors.check(hera, ledger)) {
            ledger.restamped(hera);
            checkAll(hera);
        }
    }

    @Override
    public void onAnswer(SimulatedNode receiver, PullResponse answer) {
        check(receiver);
    }

    /** Checks all that the node shows. */
    void check(SimulatedNode node) {
        if (node instanceof HeraNode hera) {
            if (cursors.check(hera, ledger)) {
                ledger.restamped(hera);
            }
            checkAll(hera);
        }
    }

    /** The node has forgotten everything, and others perhaps never get what it wrote last. */
    void crashed(SimulatedNode victim) {
        ledger.crashed(victim, nodes, cursors);
        cursors.crashed(victim);
    }

    private void checkAll(HeraNode node) {
        for (int key = 0; key < seen[node.index].length; key++) {
            check(node, key);
        }
    }

    private void check(HeraNode node, int key) {
        SimulatedNode.Observation sighting = node.see(ledger.keys().get(key));
        Write shown = sighting == null ? null : identify(node, key, sighting);
        if (sighting != null && shown != null && !shown.hasTwin) {
            checkContent(node, sighting, shown);
            checkAge(node, sighting, shown);
        }
        checkNothingReturns(node, key, shown, sighting == null ? 0 : sighting.timestamp());
        History history = ledger.history(key);
        if (history.newest() != null) {
            checkNothingLost(node, shown, history.newest());
        }
        if (history.last() != null) {
            checkOwnHeartbeat(node, key, shown, history.last());
        }
    }

    private Write identify(HeraNode node, int key, SimulatedNode.Observation sighting) {
        Write write = ledger.history(key).find(sighting.origin(), sighting.timestamp());
        if (write == null) {
            throw new Violation("%s shows %s/%d of %s, which nobody wrote"
                    .formatted(
                            node.name,
                            sighting.origin(),
                            sighting.timestamp(),
                            ledger.keys().get(key)));
        }
        return write;
    }

    /** What a node shows is what was written: content, and the length of its life, which an original node drops. */
    private void checkContent(HeraNode node, SimulatedNode.Observation sighting, Write shown) {
        Violation.when(
                !Objects.equals(shown.instance, sighting.instance()),
                "%s shows %s instead of the %s",
                node.name,
                sighting.instance(),
                shown);
        long life = sighting.ageMillis() + sighting.expiresInMillis();
        Violation.when(
                life != shown.livenessMillis && !(mixed && life == ledger.livenessMillis()),
                "%s lets live for %d ms the %s",
                node.name,
                life,
                shown);
    }

    /** Nothing dies early, nothing lives longer than its liveness and the allowance for travel and pauses. */
    private void checkAge(HeraNode node, SimulatedNode.Observation sighting, Write shown) {
        long trueAge = (time.nanos() - shown.atNanos) / 1_000_000;
        long allowance = travelMillis + ledger.pausedMillisSince(shown);
        Violation.when(
                sighting.ageMillis() > trueAge + ROUNDED_MILLIS,
                "%s takes for %d ms old what is %d ms old: %s",
                node.name,
                sighting.ageMillis(),
                trueAge,
                shown);
        Violation.when(
                trueAge - sighting.ageMillis() > allowance,
                "%s takes for %d ms old what is %d ms old, with an allowance of %d ms: %s",
                node.name,
                sighting.ageMillis(),
                trueAge,
                allowance,
                shown);
    }

    /**
     * In one incarnation of a node an instance only becomes newer, by timestamp or, when the tombstone of a faster clock is
     * forgotten, by true time; and once deleted only a later write brings it back.
     */
    private void checkNothingReturns(HeraNode node, int key, @Nullable Write shown, long timestamp) {
        Seen before = seen[node.index][key];
        if (before.incarnation != node.incarnation()) {
            before.incarnation = node.incarnation();
            before.greatest = null;
            before.gone = false;
        }
        Write greatest = before.greatest;
        if (shown == null) {
            before.gone = greatest != null;
            return;
        }
        if (greatest != null) {
            boolean restamped = timestamp > before.greatestTimestamp;
            Violation.when(
                    before.gone && shown == greatest && (!restamped || knowsDeletionAfter(node, key, shown)),
                    "%s shows again what was gone: %s",
                    node.name,
                    shown);
            Violation.when(
                    greatest != shown && before.greatestTimestamp > timestamp && shown.atNanos <= greatest.atNanos,
                    "%s shows the %s after the newer %s",
                    node.name,
                    shown,
                    greatest);
        }
        before.greatest = shown;
        before.greatestTimestamp = timestamp;
        before.gone = false;
    }

    /** Whether the node has heard that the instance was deleted after that write was made. */
    private boolean knowsDeletionAfter(HeraNode node, int key, Write write) {
        Write deletion = ledger.history(key).deletionAfter(write);
        return deletion != null && hasFollowed(node, deletion);
    }

    /** Whether the node holds that write or something newer: it took it itself, or its cursor has passed it. */
    private boolean hasFollowed(HeraNode node, Write write) {
        if (write.node == node) {
            return write.incarnation == node.incarnation();
        }
        return write.node instanceof HeraNode
                && !write.mayBeLostTo(node)
                && cursors.last(node, write.node) >= write.timestamp;
    }

    /**
     * What a cursor has passed has arrived. Not so a deletion in a cluster with original nodes: they leave it out of
     * what they relay, so a cursor can pass it there.
     */
    private void checkNothingLost(HeraNode node, @Nullable Write shown, Write newest) {
        if (newest == shown || !hasFollowed(node, newest) || (shown != null && shown.isTwinOf(newest))) {
            return;
        }
        long trueAge = (time.nanos() - newest.atNanos) / 1_000_000;
        if (newest.isDeletion()) {
            Violation.when(
                    shown != null && !mixed && !mayBeForgotten(newest, shown, trueAge),
                    "%s shows the %s although it has followed %s past the %s",
                    node.name,
                    shown,
                    newest.origin(),
                    newest);
        } else {
            // Original nodes let it live for the default liveness and no longer, and a cursor can pass it there.
            long life = mixed ? Math.min(newest.livenessMillis, ledger.livenessMillis()) : newest.livenessMillis;
            Violation.when(
                    trueAge + ROUNDED_MILLIS < life,
                    "%s shows %s although it has followed %s to %d, past the %s",
                    node.name,
                    shown,
                    newest.origin(),
                    cursors.last(node, newest.node),
                    newest);
        }
    }

    /**
     * A tombstone is forgotten after two lives. From then on a later write of a slower clock may be seen, and an earlier
     * one that a node kept for longer than the second life because it was paused.
     */
    private boolean mayBeForgotten(Write deletion, @Nullable Write shown, long trueAge) {
        boolean isForgotten = trueAge >= 2 * deletion.livenessMillis;
        boolean isLater = shown != null && shown.atNanos > deletion.atNanos;
        return isForgotten && (isLater || ledger.pausedMillisSince(deletion) >= deletion.livenessMillis);
    }

    /**
     * A heartbeat that a node has taken is seen on it for as long as it lives. The one exception: an earlier write
     * elsewhere with a greater timestamp hides it when the node cannot prove that its own is later, because the time
     * between the two was less than a write may be on the way, or it was paused after its own.
     */
    private void checkOwnHeartbeat(HeraNode node, int key, @Nullable Write shown, Write last) {
        if (last == shown
                || last.node != node
                || last.incarnation != node.incarnation()
                || last.isDeletion()
                || node.clock.now().agingMillis() - last.agingMillis >= last.livenessMillis) {
            return;
        }
        Write newest = ledger.history(key).newest();
        boolean hidden = newest != null
                && newest.isNewerThan(last)
                && (node.pausedAtNanos() >= last.atNanos
                        || (last.atNanos - newest.atNanos) / 1_000_000
                                <= travelMillis + ledger.pausedMillisSince(newest));
        Violation.when(!hidden, "%s shows %s instead of its own last %s", node.name, shown, last);
    }
}
