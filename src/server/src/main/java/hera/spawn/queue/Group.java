package hera.spawn.queue;

import hera.foundation.http.HostPort;
import hera.spawn.log.DeadLetter;
import hera.spawn.log.LogState;
import hera.spawn.log.LoggedWrite;
import hera.spawn.log.NodeOutcome;
import hera.spawn.log.NodeRow;
import hera.spawn.log.WriteDraft;
import hera.spawn.log.WriteRecord;
import hera.spawn.log.WriteState;
import hera.spawn.queue.ClientReply.Refusal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The nodes and their queues: the members of each write, the bounds that refuse one, and the changes of operators. Used
 * on the core's thread, but for {@link #gauges}, {@link #last} and {@link #total}.
 */
public final class Group implements NodeQueue.Owner {
    private static final int TAIL_WRITES = 4096;
    private static final long TAIL_BYTES = 8 << 20;

    private final QueueEnvironment env;
    private final Watcher watcher;
    private final Replicator.Clients clients;
    private final @Nullable SharedGroup shared;
    private final LogTail tail = new LogTail(TAIL_WRITES, TAIL_BYTES);
    private final Divergences divergences = new Divergences();
    private final QueueBounds bounds;
    private final LogUpkeep upkeep;
    private final NodeChanges changes;
    private final Map<Long, NodeQueue> queues = new LinkedHashMap<>();

    private volatile List<NodeGauge> gauges = List.of();
    private volatile long last;
    private volatile long total;
    private @Nullable String problem;

    /** A listener to events for operators, called on the core's thread. */
    @FunctionalInterface
    public interface Watcher {
        /**
         * Reports an event at a node.
         *
         * @param event a word with hyphens, such as {@code parked}
         * @param detail the subject of the event, such as the write
         */
        void happened(NodeRow node, String event, String detail);
    }

    Group(
            QueueEnvironment env,
            LogState state,
            Map<Long, Set<Long>> parked,
            Watcher watcher,
            Replicator.Clients clients) {
        this.env = env;
        this.bounds = new QueueBounds(env);
        this.watcher = watcher;
        this.clients = clients;
        upkeep = new LogUpkeep(env, state.first());
        changes = new NodeChanges(env, this);
        shared = env.shared() == null ? null : new SharedGroup(env, env.shared(), this);
        last = state.last();
        total = state.total();
        for (NodeRow row : state.nodes()) {
            put(row, parked.getOrDefault(row.id(), Set.of()));
        }
        publish();
    }

    /** Returns the nodes, in the order in which they came. Thread-safe. */
    public List<NodeGauge> gauges() {
        return gauges;
    }

    /** Returns the last write in the log, 0 if there is none. Thread-safe. */
    @Override
    public long last() {
        return last;
    }

    /** Returns the bytes of all writes that were ever logged. Thread-safe. */
    public long total() {
        return total;
    }

    /** Returns the first write that is still in the log. Thread-safe. */
    public long first() {
        return upkeep.first();
    }

    /** Sets the problem of the log's disk, for which writes are refused; null for none. */
    public void problem(@Nullable String now) {
        problem = now;
    }

    /** Returns what is wrong with the log's disk, null if nothing is. */
    public @Nullable String problem() {
        return problem;
    }

    /** Sets a node's health. */
    public void checked(long node, boolean up, String reason) {
        NodeQueue queue = queues.get(node);
        if (queue != null && !queue.gauge.absent) {
            if (queue.gauge.isUp() != up) {
                watcher.happened(queue.row(), up ? "up" : "down", reason);
            }
            queue.checked(up, reason);
        }
    }

    /**
     * Stores nodes and applies what was stored, once no delivery to them is under way, here or at another Spawn.
     *
     * @param rows new, or changed; the id of a new one is 0, and its position may be {@link NodeRow#NOW}
     * @param moved the nodes whose row says from where they go on; the others go on where they are
     * @param done gets the rows as stored, empty if they could not be
     */
    public void change(
            List<NodeRow> rows, Set<Long> moved, List<Long> deleted, Consumer<Optional<List<NodeRow>>> done) {
        changes.change(rows, moved, deleted, stored -> {
            if (shared == null || stored.isEmpty()) {
                done.accept(stored);
            } else {
                shared.awaitObeyed(stored.get(), () -> done.accept(stored));
            }
        });
    }

    /** Returns what this Spawn shares with others; null if there are none. */
    public @Nullable SharedGroup shared() {
        return shared;
    }

    /** Sends dead letters again. */
    public void replay(long node, List<DeadLetter> letters) {
        NodeQueue queue = queues.get(node);
        if (queue == null) {
            return;
        }
        List<LoggedWrite> writes = letters.stream().map(DeadLetter::write).toList();
        if (shared == null || queue.owned) {
            queue.replay(writes);
        } else {
            shared.askAgain(node, writes);
        }
    }

    /** Drops dead letters for an operator. */
    public void discard(long node, List<DeadLetter> letters, Runnable done) {
        NodeQueue queue = queues.get(node);
        List<DeadLetter> parked = queue == null
                ? List.of()
                : letters.stream().filter(queue.parked::has).toList();
        if (queue == null || parked.isEmpty()) {
            done.run();
            return;
        }
        for (DeadLetter letter : parked) {
            watcher.happened(
                    queue.row(), "dropped", "write=" + letter.write().draft().id());
        }
        if (shared == null || queue.owned) {
            queue.unparked(parked, done);
        } else {
            shared.discard(node, parked, done);
        }
    }

    /** Finds a write's report. */
    public void report(String id, Consumer<Optional<WriteReport>> done) {
        env.log().find(id, found -> done.accept(found.map(this::report)));
    }

    /** Returns the report of a write. */
    public WriteReport report(WriteRecord found) {
        return WriteReport.of(found, queues.values());
    }

    /** Records that a registry no longer lists a node, or lists it again; an absent node is neither read nor written. */
    public void absent(long node, boolean is) {
        NodeQueue queue = queues.get(node);
        if (queue != null) {
            queue.gauge.absent = is;
            watcher.happened(queue.row(), is ? "absent" : "listed-again", "");
            queue.checked(false, NodeGauge.ABSENT);
        }
    }

    /** Drops the backlog of a node, which needs resync from now on. */
    public void takeOut(long node, String reason) {
        NodeQueue queue = queues.get(node);
        if (queue != null && queue.row().isMember()) {
            outOfStep(queue, reason);
        }
    }

    /** Deletes old writes from the log, and takes out nodes whose queues are too old; called each second. */
    public void tidy() {
        if (env.settings().resyncWhenFull()) {
            for (NodeQueue queue : List.copyOf(queues.values())) {
                String full = queue.gauge.row().isMember() ? bounds.passed(queue, last, total) : null;
                if (full != null) {
                    outOfStep(queue, full);
                }
            }
        }
        upkeep.findUntold(last, this::found);
        if (shared != null) {
            shared.tidy();
        }
        upkeep.trim(this::recordedEverywhere);
    }

    /** Stops all deliveries, and records their outcomes; then runs the task. */
    public void stop(Runnable done) {
        NodeChanges.hold(List.copyOf(queues.values()), 0, () -> {
            queues.values().forEach(NodeQueue::flush);
            done.run();
        });
    }

    // Calls of the replicator.

    @Nullable
    Refusal refusal(WriteDraft draft) {
        String known = problem;
        if (known != null) {
            return Refusal.unavailable(known);
        }
        boolean any = false;
        for (NodeQueue queue : List.copyOf(queues.values())) {
            if (queue.gauge.row().isMember()) {
                String full = bounds.broken(queue, last, total, draft);
                if (full == null) {
                    any = true;
                } else if (env.settings().resyncWhenFull() && !queue.owned) {
                    any = true; // its owner sees to it
                } else if (env.settings().resyncWhenFull()) {
                    outOfStep(queue, "its queue is full: " + full);
                } else {
                    return Refusal.unavailable("The queue of node %s is full: %s."
                            .formatted(queue.row().address(), full));
                }
            }
        }
        return any ? null : Refusal.unavailable("No node is active.");
    }

    QueueBounds bounds() {
        return bounds;
    }

    /** Returns the rows of those of these nodes that are there, in the order of the nodes. */
    List<NodeRow> rows(List<Long> ids) {
        return queues.values().stream()
                .map(NodeQueue::row)
                .filter(row -> ids.contains(row.id()))
                .toList();
    }

    void logged(LoggedWrite write) {
        if (shared == null || write.sequence() == last + 1) {
            add(write);
        }
        if (shared != null && (write.sequence() > last || shared.isHeldUp())) {
            shared.look(); // others have written, too: all comes in order
        }
    }

    private void add(LoggedWrite write) {
        tail.add(write, env.clock().now().agingMillis());
        last = write.sequence();
        total = write.total();
        queues.values().forEach(NodeQueue::appended);
    }

    /** Records that clients wait for a write, which another Spawn may have delivered before this one heard of its commit. */
    void opened(LoggedWrite write) {
        if (shared != null && queues.values().stream().anyMatch(queue -> queue.position() >= write.sequence())) {
            shared.look();
        }
    }

    /** Records that the log ends there, and that none of the writes before that this Spawn does not know are left in it. */
    void skippedTo(long newLast, long newTotal) {
        last = newLast;
        total = newTotal;
        queues.values().forEach(NodeQueue::appended);
    }

    /** Records that it is unknown whether a write was logged; if it was, it is delivered, too. */
    void unsure() {
        upkeep.unsure();
    }

    /** Continues with writes that follow the last known one. Returns false if it stops at one whose clients are not known yet. */
    boolean found(List<LoggedWrite> untold) {
        List<LoggedWrite> known = bounds.beforeAppending(untold);
        known.stream().filter(write -> write.sequence() > last).forEach(this::add);
        return known.size() == untold.size();
    }

    // Calls of a queue.

    @Override
    public boolean wants(long sequence, long node) {
        return clients.wants(sequence, node);
    }

    @Override
    public void settled(NodeQueue queue, LoggedWrite write, NodeOutcome outcome, @Nullable WriteAnswer answer) {
        String what = "write=" + write.draft().id();
        if (outcome.state() == WriteState.PARKED) {
            watcher.happened(queue.row(), "parked", what + " error=" + outcome.error());
        }
        if (divergences.isDivergent(queue, write.sequence(), outcome.state(), queues.values())) {
            queue.gauge.diverged.increment();
            watcher.happened(queue.row(), "diverged", what);
        }
        clients.settled(write.sequence(), queue.row().id(), outcome, answer);
    }

    @Override
    public void wentDown(NodeQueue queue, String reason) {
        watcher.happened(queue.row(), "down", reason);
    }

    @Override
    public void outOfStep(NodeQueue queue, String reason) {
        changes.outOfStep(queue, reason);
    }

    // The work in between.

    Watcher watcher() {
        return watcher;
    }

    NodeChanges changes() {
        return changes;
    }

    Map<Long, NodeQueue> queues() {
        return queues;
    }

    Replicator.Clients clients() {
        return clients;
    }

    Divergences divergences() {
        return divergences;
    }

    void put(NodeRow row, Set<Long> parked) {
        NodeQueue queue = new NodeQueue(env, tail, this, row, parked);
        queues.put(row.id(), queue);
        queue.appended();
    }

    /** Removes a node's queue. */
    void remove(long node) {
        NodeQueue queue = queues.remove(node);
        if (queue != null) {
            clients.dropped(node, last);
            queue.close();
        }
    }

    void publish() {
        gauges = queues.values().stream().map(queue -> queue.gauge).toList();
    }

    private long recordedEverywhere() {
        long through = changes.areUnderWay() ? 0 : last;
        for (NodeQueue queue : queues.values()) {
            if (queue.gauge.row().isMember()) {
                through = Math.min(through, queue.recordedPosition());
            }
        }
        return through;
    }

    /** Returns the node at an address. */
    public Optional<NodeGauge> find(HostPort address) {
        return gauges.stream()
                .filter(gauge -> gauge.row().address().equals(address))
                .findFirst();
    }
}
