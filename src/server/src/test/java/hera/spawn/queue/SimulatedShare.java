package hera.spawn.queue;

import hera.foundation.time.Timer;
import hera.spawn.log.LoggedWrite;
import hera.spawn.log.NodeOutcome;
import hera.spawn.log.NodeRow;
import hera.spawn.log.QueueClaim;
import hera.spawn.log.SharedLog;
import hera.spawn.log.SharedQuestion;
import hera.spawn.log.SharedQueue;
import hera.spawn.log.SharedView;
import hera.spawn.log.StoredAnswer;
import hera.spawn.log.WriteState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/** One Spawn's view of the simulated disk that several Spawns share. */
final class SimulatedShare implements SharedLog {
    private static final int MOST_LATE_MILLIS = 40;

    private final SimulatedSpawn spawn;
    private final SpawnWorld world;
    private final SimulatedDisk disk;
    private final SimulatedDisk.Log log;
    private final Timer timer;

    SimulatedShare(SimulatedSpawn spawn, SpawnWorld world, Timer timer) {
        this.spawn = spawn;
        this.world = world;
        this.disk = world.disk;
        this.log = spawn.log();
        this.timer = timer;
        look();
    }

    /** Looks now and then, as whoever hears no other Spawn. */
    private void look() {
        timer.after(Duration.ofMillis(1 + world.random.nextInt(200)), () -> {
            spawn.shared().look();
            look();
        });
    }

    @Override
    public String name() {
        return spawn.name();
    }

    @Override
    public void claim(long node, long term, Consumer<Boolean> done) {
        log.decide(done, () -> disk.nodes.containsKey(node) && disk.claims.take(node, term, name()));
    }

    @Override
    public void look(SharedQuestion question, Consumer<Optional<SharedView>> done) {
        timer.after(Duration.ofMillis(1 + world.random.nextInt(MOST_LATE_MILLIS)), () -> {
            Optional<SharedView> seen = disk.away ? Optional.empty() : Optional.of(view(question));
            timer.after(Duration.ofMillis(1 + world.random.nextInt(MOST_LATE_MILLIS)), () -> done.accept(seen));
        });
    }

    private SharedView view(SharedQuestion question) {
        List<SharedQueue> nodes = new ArrayList<>();
        Map<Long, List<NodeOutcome>> outcomes = new HashMap<>();
        Map<Long, Map<Long, StoredAnswer>> replies = new HashMap<>();
        disk.nodes.forEach((id, row) -> {
            nodes.add(node(id, row));
            Long after = question.after().get(id);
            if (after != null) {
                List<NodeOutcome> found = disk
                        .outcomes
                        .getOrDefault(id, new TreeMap<>())
                        .subMap(after, false, Math.max(after, row.position()), true)
                        .values()
                        .stream()
                        .filter(outcome -> outcome.state() == WriteState.REFUSED
                                || question.open().contains(outcome.sequence()))
                        .toList();
                outcomes.put(id, found);
                replies.put(id, Map.copyOf(disk.claims.replies.getOrDefault(id, new TreeMap<>())));
            }
        });
        return new SharedView(disk.last, disk.total, nodes, outcomes, replies);
    }

    private SharedQueue node(long id, NodeRow row) {
        Map<Long, WriteState> letters = new HashMap<>();
        disk.dead
                .getOrDefault(id, new TreeMap<>())
                .forEach((sequence, letter) ->
                        letters.put(sequence, letter.outcome().state()));
        Set<Long> again = new HashSet<>(disk.claims.again.getOrDefault(id, Set.of()));
        LoggedWrite head = disk.writes.get(row.position() + 1);
        return new SharedQueue(
                row,
                disk.claims.of(id),
                disk.claims.owners.getOrDefault(id, ""),
                disk.claims.versions.getOrDefault(id, 0L),
                disk.claims.obeyed.getOrDefault(id, 0L),
                letters,
                again,
                head == null ? 0 : head.draft().acceptedMillis(),
                head == null ? 0 : head.total() - head.draft().bytes());
    }

    @Override
    public void obey(QueueClaim queue, long version, Consumer<Boolean> done) {
        log.decide(done, () -> {
            boolean holds = disk.claims.of(queue.node()).equals(queue);
            if (holds) {
                disk.claims.obeyed.merge(queue.node(), version, Math::max);
            }
            return holds;
        });
    }

    @Override
    public void askAgain(long node, List<Long> letters, Consumer<Boolean> done) {
        log.decide(done, () -> {
            disk.claims.again.computeIfAbsent(node, id -> new HashSet<>()).addAll(letters);
            return true;
        });
    }

    @Override
    public void forgetReplies(long before) {
        log.decide(done -> {}, () -> {
            disk.claims
                    .replies
                    .values()
                    .forEach(ofNode -> ofNode.headMap(before, false).keySet().removeIf(this::isMine));
            return true;
        });
    }

    private boolean isMine(long sequence) {
        LoggedWrite write = disk.history.get(sequence);
        return write != null && write.draft().waitingAt().equals(name());
    }
}
