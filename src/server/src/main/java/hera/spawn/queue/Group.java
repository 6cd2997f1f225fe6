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
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The nodes and their queues: the members of each write, the bounds that refuse one, and the changes of operators. Used
 * on the core's thread, but for {@link #gauges}, {@link #last} and {@link #total}.
 */
public final class Group implements NodeQueue.Owner {
    private static final int TAIL_WRITES = 4096;
    private static final long TAIL_BYTES = 8 << 20;

    private final QueueEnvironment env;
    private final GroupWatcher watcher;
    private final Clients clients;
    private final LogTail tail = new LogTail(TAIL_WRITES, TAIL_BYTES);
    private final Divergences divergences = new Divergences();
    private final QueueBounds bounds;
    private final LogUpkeep upkeep;
    private final Map<Long, NodeQueue> queues = new LinkedHashMap<>();

    private volatile List<NodeGauge> gauges = List.of();
    private volatile long last;
    private volatile long total;
    private @Nullable String problem;

    /** The number of node changes not yet in the log; until then no write is deleted, as one may need it. */
    private int changing;

    /** The clients of the writes. */
    interface Clients {
        /** Returns whether a client may need the node's answer to the write. */
        boolean wants(long sequence, long node);

        /** Records the outcome of a write at a node; has to release the answer. */
        void settled(long sequence, long node, NodeOutcome outcome, @Nullable WriteAnswer answer);

        /** Records that a node gets none of the writes up to that one that it does not have yet. */
        void dropped(long node, long through);
    }

    Group(QueueEnvironment env, LogState state, Map<Long, Set<Long>> parked, GroupWatcher watcher, Clients clients) {
        this.env = env;
        this.bounds = new QueueBounds(env);
        this.watcher = watcher;
        this.clients = clients;
        upkeep = new LogUpkeep(env, state.first());
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
     * Stores nodes and applies what was stored, once no delivery to them is under way.
     *
     * @param rows new, or changed; the id of a new one is 0, and its position may be {@link NodeRow#NOW}
     * @param moved the nodes whose row says from where they go on; the others go on where they are
     * @param done gets the rows as stored, empty if they could not be
     */
    public void change(
            List<NodeRow> rows, Set<Long> moved, List<Long> deleted, Consumer<Optional<List<NodeRow>>> done) {
        List<NodeQueue> touched = Stream.concat(rows.stream().map(NodeRow::id), deleted.stream())
                .flatMap(id -> Stream.ofNullable(queues.get(id)))
                .toList();
        hold(touched, 0, () -> {
            List<NodeRow> current = rows.stream()
                    .map(row -> row.id() == 0 || moved.contains(row.id()) ? row : asItIs(row))
                    .toList();
            changing++;
            env.log().save(current, deleted, stored -> {
                changing--;
                stored.ifPresent(saved -> apply(saved, moved, deleted));
                touched.forEach(NodeQueue::release);
                done.accept(stored);
            });
        });
    }

    /** Sends dead letters again. */
    public void replay(long node, List<DeadLetter> letters) {
        NodeQueue queue = queues.get(node);
        if (queue != null) {
            queue.replay(letters.stream().map(DeadLetter::write).toList());
        }
    }

    /** Drops dead letters for an operator. */
    public void discard(long node, List<DeadLetter> letters, Runnable done) {
        NodeQueue queue = queues.get(node);
        List<DeadLetter> parked = queue == null
                ? List.of()
                : letters.stream()
                        .filter(letter -> queue.parked().contains(letter.write().sequence()))
                        .toList();
        if (queue == null || parked.isEmpty()) {
            done.run();
            return;
        }
        for (DeadLetter letter : parked) {
            watcher.happened(
                    queue.row(), "dropped", "write=" + letter.write().draft().id());
        }
        queue.unparked(parked, done);
    }

    /** Finds a write's report. */
    public void report(String id, Consumer<Optional<WriteReport>> done) {
        env.log().find(id, found -> done.accept(found.map(this::report)));
    }

    /** Returns the report of a write. */
    public WriteReport report(WriteRecord found) {
        return WriteReports.of(found, queues.values());
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
                if (queue.gauge.row().isMember() && bounds.isTooOld(queue)) {
                    outOfStep(queue, "its oldest write is older than queue.max-age-seconds");
                }
            }
        }
        upkeep.findUntold(last, this::found);
        upkeep.trim(this::recordedEverywhere);
    }

    /** Stops all deliveries, and records their outcomes; then runs the task. */
    public void stop(Runnable done) {
        hold(List.copyOf(queues.values()), 0, () -> {
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

    List<NodeRow> members() {
        return queues.values().stream()
                .map(NodeQueue::row)
                .filter(NodeRow::isMember)
                .toList();
    }

    void logged(LoggedWrite write) {
        tail.add(write, env.clock().now().agingMillis());
        last = write.sequence();
        total = write.total();
        queues.values().forEach(NodeQueue::appended);
    }

    /** Records that it is unknown whether a write was logged; if it was, it is delivered, too. */
    void unsure() {
        upkeep.unsure();
    }

    private void found(List<LoggedWrite> untold) {
        untold.stream().filter(write -> write.sequence() > last).forEach(this::logged);
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
        NodeRow row = queue.row();
        if (row.needsResync()) {
            return;
        }
        long pending = last - queue.position();
        queue.changed(row.resync(true));
        watcher.happened(row, "needs-resync", "dropped=" + pending + " reason=" + reason);
        queue.gauge.dropped.add(pending);
        queue.hold(() -> drop(queue));
    }

    private void drop(NodeQueue queue) {
        long node = queue.row().id();
        env.log().drop(node, dropped -> {
            if (dropped) {
                clients.dropped(node, last);
                queue.release();
            } else {
                env.timer().after(Duration.ofSeconds(1), () -> drop(queue));
            }
        });
    }

    // The work in between.

    private static void hold(List<NodeQueue> queues, int from, Runnable whenHeld) {
        if (from == queues.size()) {
            whenHeld.run();
        } else {
            queues.get(from).hold(() -> hold(queues, from + 1, whenHeld));
        }
    }

    /** Returns the row with its node's present place and state, which may have changed since it was read. */
    private NodeRow asItIs(NodeRow row) {
        NodeQueue queue = queues.get(row.id());
        boolean isOut = queue != null && queue.row().needsResync();
        return row.resync(row.needsResync() || isOut).at(NodeRow.KEPT, NodeRow.KEPT);
    }

    private void apply(List<NodeRow> saved, Set<Long> moved, List<Long> deleted) {
        for (long id : deleted) {
            NodeQueue queue = queues.remove(id);
            if (queue != null) {
                clients.dropped(id, last);
                queue.close();
            }
        }
        for (NodeRow row : saved) {
            NodeQueue queue = queues.get(row.id());
            if (queue == null) {
                put(row, Set.of());
                continue;
            }
            if (moved.contains(row.id())) {
                queue.close();
                put(row, queue.parked());
                clients.dropped(row.id(), row.position());
            } else {
                queue.changed(row.resync(row.needsResync() || queue.row().needsResync()));
            }
            if (row.needsResync()) {
                clients.dropped(row.id(), last);
            }
        }
        publish();
    }

    private void put(NodeRow row, Set<Long> parked) {
        NodeQueue queue = new NodeQueue(env, tail, this, row, parked);
        queues.put(row.id(), queue);
        queue.appended();
    }

    private void publish() {
        gauges = queues.values().stream().map(queue -> queue.gauge).toList();
    }

    private long recordedEverywhere() {
        long through = changing > 0 ? 0 : last;
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
