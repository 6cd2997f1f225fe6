package hera.spawn.queue;

import hera.spawn.log.DeadLetter;
import hera.spawn.log.NodeRow;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Changes nodes as the API does, one change at a time, and checks what the answer to each means: a node that rests has nothing
 * under way.
 */
final class SimulatedOperator {
    private static final int MOST_NODES = 5;

    private final SpawnWorld world;
    private SimulatedSpawn spawn;
    private int busyInLife = -1;

    SimulatedOperator(SpawnWorld world) {
        this.world = world;
        spawn = world.spawns.get(0);
    }

    /** Does something, unless what was done before is not answered yet. */
    void act() {
        if (busyInLife == spawn.life) {
            return;
        }
        spawn = world.any();
        List<NodeGauge> gauges = spawn.replicator().group().gauges();
        if (gauges.isEmpty() || spawn.isPaused()) {
            return;
        }
        NodeRow row = gauges.get(world.random.nextInt(gauges.size())).row();
        switch (world.random.nextInt(world.shares() ? 5 : 8)) {
            case 0, 1 -> change(edited(row, row.active(), !row.maintenance()));
            case 2 -> change(outdated(row, edited(row, !row.active(), row.maintenance())));
            case 3 -> letters(row, letters -> spawn.replicator().group().replay(row.id(), letters));
            case 4 -> letters(row, letters -> spawn.replicator().group().discard(row.id(), letters, () -> {}));
            case 5 -> startAgain(row);
            case 6 -> add(gauges.size());
            default -> remove(row, gauges.size());
        }
    }

    /** All nodes serve, from now on if they are out of step. */
    void allServe() {
        for (int round = 0; round < 3; round++) {
            for (NodeGauge gauge : spawn.replicator().group().gauges()) {
                NodeRow row = gauge.row();
                if (row.needsResync()) {
                    startAgain(row);
                } else if (!row.active() || row.maintenance()) {
                    change(outdated(row, edited(row, true, false)));
                }
                world.advance(60_000);
            }
        }
    }

    private static NodeRow edited(NodeRow row, boolean active, boolean maintenance) {
        return new NodeRow(
                row.id(),
                row.address(),
                row.secure(),
                row.priority(),
                active,
                maintenance,
                row.needsResync(),
                row.since(),
                row.position());
    }

    /** What the API does with a node that was inactive for longer than the log remembers. */
    private NodeRow outdated(NodeRow before, NodeRow edited) {
        boolean comesBack = !before.active() && edited.active();
        boolean tooLate = before.position() + 1 < spawn.replicator().group().first();
        return comesBack && tooLate ? edited.resync(true) : edited;
    }

    private void startAgain(NodeRow row) {
        if (row.needsResync()) {
            run(
                    List.of(edited(row, true, false).resync(false).at(NodeRow.NOW, NodeRow.NOW)),
                    Set.of(row.id()),
                    List.of());
        }
    }

    private void add(int count) {
        if (count < MOST_NODES) {
            run(List.of(SpawnWorld.row(world.disk.nextNode, true).withId(0)), Set.of(), List.of());
        }
    }

    private void remove(NodeRow row, int count) {
        if (count > 2) {
            run(List.of(), Set.of(), List.of(row.id()));
        }
    }

    private void letters(NodeRow row, Consumer<List<DeadLetter>> use) {
        spawn.log().dead(row.id(), 0, 1000, use);
    }

    private void change(NodeRow row) {
        run(List.of(row), Set.of(), List.of());
    }

    private void run(List<NodeRow> rows, Set<Long> moved, List<Long> deleted) {
        busyInLife = spawn.life;
        for (NodeRow row : rows) {
            if (row.isMember() && !row.maintenance()) {
                world.oracle.resting.remove(row.id());
            }
        }
        spawn.replicator().group().change(rows, moved, deleted, saved -> {
            busyInLife = -1;
            saved.ifPresent(stored -> saved(stored, moved));
            deleted.forEach(id -> world.oracle.resting.add(id));
        });
    }

    /** Only a change that says from where a node goes on ends that it is out of step, which it may have become meanwhile. */
    private void saved(List<NodeRow> rows, Set<Long> moved) {
        for (NodeRow row : rows) {
            if (row.isMember() && moved.contains(row.id())) {
                world.disk.outOfStep.remove(row.id());
            }
            if (!row.isMember() || row.maintenance()) {
                world.oracle.resting.add(row.id());
                BrokenPromise.unless(
                        !world.oracle.isUnderway(row.id()), "node %d rests with a write under way", row.id());
            }
        }
    }
}
