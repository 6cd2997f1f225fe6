package hera.spawn.queue;

import hera.spawn.log.LoggedWrite;
import hera.spawn.log.NodeOutcome;
import hera.spawn.log.NodeRow;
import hera.spawn.log.WriteState;
import hera.spawn.queue.DeliveryOracle.Place;
import hera.spawn.queue.SimulatedServer.Arrival;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What must hold once everything is well again and has had its time. */
final class FinalChecks {
    private final SpawnWorld world;

    private FinalChecks(SpawnWorld world) {
        this.world = world;
    }

    static void run(SpawnWorld world) {
        FinalChecks checks = new FinalChecks(world);
        world.clients.forEach(SimulatedWriter::checkAtTheEnd);
        for (NodeRow row : world.disk.nodes.values()) {
            checks.everyWriteEndedAsTheLogSays(row);
        }
        world.nodes.forEach((id, node) -> checks.orderHolds(id, node));
        checks.gaugesAreTrue();
        if (world.lives() == 0 && !world.shares()) {
            checks.divergencesAreTold();
        }
        BrokenPromise.unless(world.unreleased().isEmpty(), "an answer is kept for nobody");
        checks.whatComesNowReachesAll();
    }

    /** In each life: on from at most 256 before what it had, then the next, or the same again. */
    private void orderHolds(long id, SimulatedServer node) {
        Map<Long, Integer> attempts = new HashMap<>();
        long greatest = 0;
        long before = 0;
        int life = 0;
        for (Arrival arrival : node.arrivals) {
            if (arrival.replay()
                    || arrival.life() < life) { // what was under way when the process died may still arrive
                continue;
            }
            long sequence = arrival.sequence();
            if (arrival.life() != life) {
                BrokenPromise.unless(
                        sequence > greatest - Recorder.MOST_UNRECORDED,
                        "node %d gets %d again after %d",
                        id,
                        sequence,
                        greatest);
                attempts.clear();
                life = arrival.life();
            } else {
                BrokenPromise.unless(sequence >= before, "node %d gets %d after %d", id, sequence, before);
            }
            BrokenPromise.unless(
                    sequence <= before + 1 || before == 0 || !misses(id, greatest + 1, sequence),
                    "node %d gets %d after %d",
                    id,
                    sequence,
                    before);
            int attempt = attempts.merge(sequence, 1, Integer::sum);
            BrokenPromise.unless(
                    arrival.attempt() >= attempt, "node %d gets attempt %d of %d", id, arrival.attempt(), sequence);
            before = sequence;
            greatest = Math.max(greatest, sequence);
        }
    }

    /** Whether the node should have got a write from the first to the one before the last; what was dropped it should not. */
    private boolean misses(long id, long first, long last) {
        NodeRow row = world.disk.nodes.get(id);
        boolean wasMoved = row == null || world.told.contains(id + " needs-resync ") || row.since() >= first;
        return !wasMoved && first < last;
    }

    private void everyWriteEndedAsTheLogSays(NodeRow row) {
        for (LoggedWrite logged : world.disk.history.tailMap(row.since(), false).values()) {
            String write = logged.draft().id();
            NodeOutcome outcome = world.disk.outcome(row.id(), logged.sequence());
            BrokenPromise.unless(outcome != null, "nothing is recorded of %s at node %d", write, row.id());
            if (outcome == null) {
                return;
            }
            WriteState said = world.oracle.finals.get(new Place(row.id(), write));
            String event = row.id() + " " + outcome.state().word() + " " + write;
            switch (outcome.state()) {
                case DELIVERED, REFUSED ->
                    BrokenPromise.unless(
                            said == outcome.state(),
                            "%s at node %d: %s, not %s",
                            write,
                            row.id(),
                            said,
                            outcome.state());
                case PARKED, DROPPED -> BrokenPromise.unless(world.told.contains(event), "nobody heard: %s", event);
                case PENDING -> BrokenPromise.unless(false, "%s is pending at node %d", write, row.id());
            }
        }
    }

    private void gaugesAreTrue() {
        Map<Long, Set<Long>> parked = world.disk.parked();
        for (SimulatedSpawn spawn : world.spawns) {
            for (NodeGauge gauge : spawn.replicator().group().gauges()) {
                long id = gauge.row().id();
                int letters = parked.getOrDefault(id, Set.of()).size();
                BrokenPromise.unless(
                        gauge.parked() == letters,
                        "%s shows %d dead letters of %d at node %d",
                        spawn.name(),
                        gauge.parked(),
                        letters,
                        id);
                BrokenPromise.unless(
                        gauge.pending() == 0, "%s: node %d still waits for %d", spawn.name(), id, gauge.pending());
            }
            int waiting = spawn.replicator().waiting();
            BrokenPromise.unless(waiting == 0, "%s: %d clients still wait", spawn.name(), waiting);
        }
    }

    /** Nodes that disagreed on a write are counted, once for each that disagrees with one before it. */
    private void divergencesAreTold() {
        for (LoggedWrite logged : world.disk.history.values()) {
            String write = logged.draft().id();
            Set<WriteState> said = new HashSet<>();
            for (NodeRow row : world.membersOf(logged)) {
                WriteState state = world.oracle.finals.get(new Place(row.id(), write));
                if (state != null && world.disk.nodes.containsKey(row.id())) {
                    said.add(state);
                }
            }
            boolean told = world.told.stream().anyMatch(event -> event.endsWith(" diverged " + write));
            BrokenPromise.unless(told || said.size() < 2, "nobody heard that nodes disagree on %s", write);
        }
    }

    private void whatComesNowReachesAll() {
        SimulatedWriter last = world.write("good", AnswerPolicy.ALL, null);
        world.advance(20_000);
        BrokenPromise.unless(last.answer.equals("pass 200"), "the last write is answered '%s'", last.answer);
    }
}
