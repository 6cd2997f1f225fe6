package hera.spawn.queue;

import hera.spawn.log.NodeRow;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The changes of nodes, by operators or by a bound, on their way to the log and then to the queues. Used on the core's thread. */
final class NodeChanges {
    private final QueueEnvironment env;
    private final Group group;

    /** The number of node changes not yet in the log; until then no write is deleted, as one may need it. */
    private int changing;

    /** The nodes that are taken out, but not yet in the log. */
    private final Set<Long> dropping = new HashSet<>();

    /** Grows when a change begins and when it ends: what was read of the log in between may be older. */
    private int count;

    NodeChanges(QueueEnvironment env, Group group) {
        this.env = env;
        this.group = group;
    }

    boolean areUnderWay() {
        return changing > 0;
    }

    int count() {
        return count;
    }

    /** Returns the nodes that are members no more, though the log does not say so yet. */
    Set<Long> dropping() {
        return dropping.isEmpty() ? Set.of() : Set.copyOf(dropping);
    }

    void change(List<NodeRow> rows, Set<Long> moved, List<Long> deleted, Consumer<Optional<List<NodeRow>>> done) {
        List<NodeQueue> touched = Stream.concat(rows.stream().map(NodeRow::id), deleted.stream())
                .flatMap(id -> Stream.ofNullable(group.queues().get(id)))
                .toList();
        List<NodeQueue> leaving = touched.stream()
                .filter(queue ->
                        env.shared() == null && moved.contains(queue.row().id()))
                .toList();
        hold(
                touched,
                0,
                () -> record(leaving, 0, () -> {
                    List<NodeRow> current = rows.stream()
                            .map(row -> row.id() == 0 || moved.contains(row.id()) ? row : asItIs(row))
                            .toList();
                    changing++;
                    count++;
                    env.log().save(current, moved, deleted, stored -> {
                        changing--;
                        count++;
                        stored.ifPresent(saved -> apply(saved, moved, deleted));
                        touched.forEach(NodeQueue::release);
                        done.accept(stored);
                    });
                }));
    }

    /**
     * Has all recorded that the queues are through with, one after another, then runs the task: a later record would move
     * a node on from the place that an operator has chosen. A log that is shared refuses such a record by itself.
     */
    private static void record(List<NodeQueue> queues, int from, Runnable whenRecorded) {
        if (from == queues.size()) {
            whenRecorded.run();
        } else {
            queues.get(from).recorder.whenEmpty(() -> record(queues, from + 1, whenRecorded));
        }
    }

    /** Lets the queues rest one after another, then runs the task. */
    static void hold(List<NodeQueue> queues, int from, Runnable whenHeld) {
        if (from == queues.size()) {
            whenHeld.run();
        } else {
            queues.get(from).hold(() -> hold(queues, from + 1, whenHeld));
        }
    }

    /** Takes a node out whose queue this Spawn drains: its backlog is dropped. */
    void outOfStep(NodeQueue queue, String reason) {
        NodeRow row = queue.row();
        if (row.needsResync() || !queue.owned) {
            return;
        }
        long pending = group.last() - queue.position();
        queue.changed(row.resync(true));
        group.watcher().happened(row, "needs-resync", "dropped=" + pending + " reason=" + reason);
        queue.gauge.dropped.add(pending);
        dropping.add(row.id());
        queue.hold(() -> drop(queue));
    }

    private void drop(NodeQueue queue) {
        if (!queue.owned || !queue.row().needsResync()) { // another Spawn has it, or an operator has said from where
            dropping.remove(queue.row().id());
            queue.release();
            return;
        }
        if (env.shared() == null && areUnderWay()) {
            dropLater(queue);
            return;
        }
        env.log().drop(queue.claim, dropped -> {
            if (!queue.owned) {
                dropping.remove(queue.row().id());
                queue.release();
            } else if (dropped) {
                dropping.remove(queue.row().id());
                group.clients().dropped(queue.row().id(), group.last());
                queue.release();
            } else {
                dropLater(queue);
            }
        });
    }

    private void dropLater(NodeQueue queue) {
        env.timer().after(Duration.ofSeconds(1), () -> drop(queue));
    }

    /** Returns the row with its node's present place and state, which may have changed since it was read. */
    private NodeRow asItIs(NodeRow row) {
        NodeQueue queue = group.queues().get(row.id());
        boolean isOut = queue != null && queue.row().needsResync();
        return row.resync(row.needsResync() || isOut).at(NodeRow.KEPT, NodeRow.KEPT);
    }

    private void apply(List<NodeRow> saved, Set<Long> moved, List<Long> deleted) {
        deleted.forEach(this::remove);
        for (NodeRow row : saved) {
            NodeQueue queue = group.queues().get(row.id());
            if (queue == null) {
                group.put(row, Set.of());
                continue;
            }
            if (moved.contains(row.id())) {
                move(queue, row);
            } else {
                queue.changed(row.resync(row.needsResync() || queue.row().needsResync()));
            }
            if (row.needsResync()) {
                group.clients().dropped(row.id(), group.last());
            }
        }
        group.publish();
    }

    private void remove(long node) {
        NodeQueue queue = group.queues().get(node);
        if (queue != null) {
            String lost = "dropped=%d parked=%d".formatted(queue.gauge.pending(), queue.gauge.parked());
            group.watcher().happened(queue.row(), "removed", lost);
            group.remove(node);
        }
    }

    private void move(NodeQueue queue, NodeRow row) {
        long skipped = queue.row().needsResync() ? 0 : Math.max(0, row.position() - queue.position());
        group.watcher().happened(row, "placed", "after=%d dropped=%d".formatted(row.position(), skipped));
        queue.gauge.dropped.add(skipped);
        if (env.shared() == null) {
            queue.moved(row);
        } else {
            queue.rest(); // its owner begins anew, which may be this Spawn, when it sees the new place
        }
        group.clients().dropped(row.id(), row.position());
    }
}
