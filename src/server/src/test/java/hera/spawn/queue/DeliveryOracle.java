package hera.spawn.queue;

import hera.spawn.log.NodeRow;
import hera.spawn.log.WriteState;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Watches every delivery on its way, with a judgement of its own of what an answer means: one at a time, never to a node that
 * rests, never too many before they are recorded, never before the pause that the failures before ask for.
 */
final class DeliveryOracle {
    /** A write at a node. */
    record Place(long node, String write) {}

    /** A node as one of the Spawns has it. */
    private record Way(int spawn, long node) {}

    /** What the last failures of a write at a node ask for. */
    private record Failing(String write, int failures, long notBefore) {}

    private final SpawnWorld world;
    private final Map<Way, Failing> failing = new HashMap<>();
    private final Map<Place, Integer> counted = new HashMap<>();

    /** The nodes that operators let rest, by what they were told. */
    final Set<Long> resting = new HashSet<>();

    /** What Spawns have under way to nodes whose queue another one has had since; it may arrive all the same. */
    private final Set<Way> outdated = new HashSet<>();

    /** What nodes' final answers said. */
    final Map<Place, WriteState> finals = new HashMap<>();

    /** The exchanges whose write was counted as failed in this life of the process. */
    int failures(long node, String write) {
        return counted.getOrDefault(new Place(node, write), 0);
    }

    DeliveryOracle(SpawnWorld world) {
        this.world = world;
    }

    /** The process starts anew, and knows what is on disk. */
    void restarted() {
        failing.clear();
        counted.clear();
        resting.clear();
        for (NodeRow row : world.disk.nodes.values()) {
            if (!row.isMember() || row.maintenance()) {
                resting.add(row.id());
            }
        }
    }

    /**
     * Whether the Spawn that drains a node has something under way there. What one has that lost its lease may still arrive, says
     * the contract (section 6); that holds, too, if it gets the queue back, for the owner in between could not wait for it.
     */
    boolean isUnderway(long node) {
        return world.spawns.stream()
                .filter(spawn -> !world.shares() || world.leases.drains(spawn, node))
                .anyMatch(spawn -> spawn.underway.contains(node) && !outdated.contains(new Way(spawn.number, node)));
    }

    /** A Spawn gets a node's queue, and knows nothing of what failed there. */
    void taken(SimulatedSpawn spawn, long node) {
        failing.remove(new Way(spawn.number, node));
        for (SimulatedSpawn other : world.spawns) {
            if (other != spawn && other.underway.contains(node)) {
                outdated.add(new Way(other.number, node));
            }
        }
    }

    void sent(SimulatedSpawn spawn, NodeRow node, Parcel parcel) {
        long id = node.id();
        String write = parcel.write().draft().id();
        BrokenPromise.unless(spawn.underway.add(id), "node %d gets two writes at once", id);
        outdated.remove(new Way(spawn.number, id));
        BrokenPromise.unless(!resting.contains(id), "node %d gets %s while it rests", id, write);
        BrokenPromise.unless(world.disk.ids.contains(write), "node %d gets %s, which is not on disk", id, write);
        BrokenPromise.unless(
                !world.shares() || world.leases.holds(spawn, id, parcel.term()),
                "node %d gets %s from %s, which does not drain it",
                id,
                write,
                spawn.name());
        if (parcel.replay()) {
            return;
        }
        NodeRow stored = world.disk.nodes.get(id);
        long recorded = stored == null ? 0 : stored.position();
        long sequence = parcel.write().sequence();
        BrokenPromise.unless(
                sequence - recorded <= Recorder.MOST_UNRECORDED, "node %d: %d unrecorded", id, sequence - recorded);
        Failing last = failing.get(new Way(spawn.number, id));
        if (last != null && last.write().equals(write)) {
            long now = world.now().agingMillis();
            BrokenPromise.unless(
                    now >= last.notBefore(), "node %d gets %s %d ms too soon", id, write, last.notBefore() - now);
        }
    }

    void ended(SimulatedSpawn spawn, NodeRow node, Parcel parcel, DeliveryResult result) {
        long id = node.id();
        String write = parcel.write().draft().id();
        spawn.underway.remove(id);
        outdated.remove(new Way(spawn.number, id));
        if (counts(result)) {
            counted.merge(new Place(id, write), 1, Integer::sum);
        }
        if (result instanceof DeliveryResult.Answered answered) {
            int status = answered.status();
            if (status == 200) {
                finals.put(new Place(id, write), WriteState.DELIVERED);
            } else if (status == 422) {
                finals.put(new Place(id, write), WriteState.REFUSED);
            }
        }
        if (!parcel.replay()) {
            pauses(new Way(spawn.number, id), write, result);
        }
    }

    private void pauses(Way id, String write, DeliveryResult result) {
        Failing last = failing.get(id);
        int before = last != null && last.write().equals(write) ? last.failures() : 0;
        if (result instanceof DeliveryResult.Stale || result instanceof DeliveryResult.Unreached) {
            return;
        }
        QueueSettings settings = world.settings;
        long whole = settings.pauses().after(before + 1).toMillis();
        long asked = result instanceof DeliveryResult.Answered answered ? answered.retryAfterMillis() : 0;
        long least = Math.max(
                whole - whole / 2, Math.min(asked, settings.pauses().most().toMillis()));
        failing.put(id, new Failing(write, before + 1, world.now().agingMillis() + least));
    }

    private static boolean counts(DeliveryResult result) {
        return result instanceof DeliveryResult.Broken
                || result instanceof DeliveryResult.TimedOut
                || (result instanceof DeliveryResult.Answered answered && answered.status() == 500);
    }
}
