package hera.spawn.queue;

import hera.foundation.time.Timer;
import hera.spawn.log.AppendResult;
import hera.spawn.log.DeadLetter;
import hera.spawn.log.IdempotencyKey;
import hera.spawn.log.KeyLookup;
import hera.spawn.log.KeyedWrite;
import hera.spawn.log.LogState;
import hera.spawn.log.LoggedWrite;
import hera.spawn.log.NodeOutcome;
import hera.spawn.log.NodeRow;
import hera.spawn.log.OutcomeBatch;
import hera.spawn.log.QueueClaim;
import hera.spawn.log.StoredAnswer;
import hera.spawn.log.WriteDraft;
import hera.spawn.log.WriteLog;
import hera.spawn.log.WriteRecord;
import hera.spawn.log.WriteState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A disk that outlives crashes: what was committed stays, what was on its way is lost, whole commits at a time. A commit may
 * break, and then nobody is told whether it took place.
 */
final class SimulatedDisk {
    /** All writes that were ever committed, those that have left the log included. */
    final TreeMap<Long, LoggedWrite> history = new TreeMap<>();

    /** The ids of all writes that were ever committed. */
    final Set<String> ids = new HashSet<>();

    /** The members of each write, as the rows were when it was committed, without those that were out by then. */
    final Map<Long, List<NodeRow>> members = new HashMap<>();

    /** The nodes that the running process has taken out, whether or not the disk has it yet. */
    final Set<Long> outOfStep = new HashSet<>();

    final TreeMap<Long, LoggedWrite> writes = new TreeMap<>();
    final TreeMap<Long, NodeRow> nodes = new TreeMap<>();
    final Map<Long, TreeMap<Long, NodeOutcome>> outcomes = new HashMap<>();
    final Map<Long, TreeMap<Long, DeadLetter>> dead = new HashMap<>();
    final Map<Long, StoredAnswer> answers = new HashMap<>();
    final Map<String, Long> keys = new HashMap<>();
    final SimulatedClaims claims = new SimulatedClaims();
    long last;
    long total;

    boolean shared;

    /** The id of the next node, never given twice. */
    long nextNode = 1;

    int mostParked = Integer.MAX_VALUE;
    boolean full;
    boolean away;
    boolean unreadable;

    /** Breaks one commit in so many; 0 for none. */
    int breaksOneIn;

    LogState state() {
        long first = writes.isEmpty() ? last + 1 : writes.firstKey();
        return new LogState("group", first, last, total, List.copyOf(nodes.values()));
    }

    Map<Long, Set<Long>> parked() {
        Map<Long, Set<Long>> parked = new HashMap<>();
        dead.forEach((node, letters) -> parked.put(
                node,
                letters.values().stream()
                        .filter(letter -> letter.outcome().state() == WriteState.PARKED)
                        .map(letter -> letter.write().sequence())
                        .collect(Collectors.toSet())));
        return parked;
    }

    @Nullable
    NodeOutcome outcome(long node, long sequence) {
        DeadLetter letter = dead.getOrDefault(node, new TreeMap<>()).get(sequence);
        return letter != null
                ? letter.outcome()
                : outcomes.getOrDefault(node, new TreeMap<>()).get(sequence);
    }

    private WriteRecord record(LoggedWrite write) {
        Map<Long, NodeOutcome> found = new HashMap<>();
        long sequence = write.sequence();
        for (long node : nodes.keySet()) {
            NodeOutcome outcome = outcome(node, sequence);
            if (outcome != null) {
                found.put(node, outcome);
            }
        }
        for (long node : claims.membersOf(write)) {
            NodeRow row = nodes.get(node);
            if (row == null || row.since() >= sequence) {
                found.putIfAbsent(node, new NodeOutcome(sequence, WriteState.DROPPED, 0, 0, "gone"));
            }
        }
        return new WriteRecord(write, found, claims.membersOf(write));
    }

    /** The log of one life of the process. */
    final class Log implements WriteLog {
        private final Timer timer;
        private final Random random;
        private final SimulatedCommits commits;

        Log(Timer timer, Random random) {
            this.timer = timer;
            this.random = random;
            commits = new SimulatedCommits(timer, random, SimulatedDisk.this);
        }

        /** The process is killed: of the commit under way, all is on disk, or nothing. */
        void crash() {
            commits.crash();
        }

        @Override
        public void append(WriteDraft draft, Consumer<AppendResult> done) {
            commits.submit(
                    () -> {
                        if (full) {
                            commits.result(() -> done.accept(new AppendResult.NotStored("disk full")));
                            return;
                        }
                        if (isKeyTaken(draft)) {
                            commits.result(() -> done.accept(new AppendResult.KeyTaken()));
                            return;
                        }
                        LoggedWrite write = add(draft);
                        commits.result(() -> done.accept(new AppendResult.Stored(write, claims.membersOf(write))));
                    },
                    () -> done.accept(new AppendResult.Unknown("disk broke")));
        }

        private boolean isKeyTaken(WriteDraft draft) {
            IdempotencyKey key = draft.key();
            return shared && key != null && lookup(key.text()) instanceof KeyLookup.Found;
        }

        private LoggedWrite add(WriteDraft draft) {
            last++;
            total += draft.bytes();
            LoggedWrite write = new LoggedWrite(last, total, draft);
            writes.put(last, write);
            history.put(last, write);
            ids.add(draft.id());
            List<NodeRow> rows = new ArrayList<>(nodes.values());
            rows.removeIf(row -> !row.isMember());
            claims.members.put(last, NodeRow.primaryFirst(rows));
            rows.removeIf(row -> outOfStep.contains(row.id()));
            members.put(last, List.copyOf(rows));
            IdempotencyKey key = draft.key();
            if (key != null) {
                Long before = keys.put(key.text(), last);
                BrokenPromise.unless(
                        before == null || !writes.containsKey(before), "the key %s is stored twice", key.text());
            }
            return write;
        }

        @Override
        public void record(QueueClaim queue, long position, OutcomeBatch recorded, Consumer<Boolean> done) {
            long node = queue.node();
            List<NodeOutcome> batch = recorded.outcomes();
            under(queue, done, () -> {
                NodeRow row = nodes.get(node);
                if (row == null) {
                    return;
                }
                claims.keep(node, recorded.replies());
                long first = batch.get(0).sequence();
                BrokenPromise.unless(first <= row.position() + 1, "node %d: nothing recorded before %d", node, first);
                BrokenPromise.unless(
                        position == batch.get(batch.size() - 1).sequence(),
                        "node %d: position %d without an outcome",
                        node,
                        position);
                nodes.put(node, row.at(row.since(), Math.max(row.position(), position)));
                for (NodeOutcome outcome : batch) {
                    outcomes.computeIfAbsent(node, id -> new TreeMap<>()).put(outcome.sequence(), outcome);
                    if (outcome.state() == WriteState.PARKED) {
                        letter(node, outcome, recorded.letters().get(outcome.sequence()));
                    }
                }
            });
        }

        private void letter(long node, NodeOutcome outcome, @Nullable StoredAnswer answer) {
            LoggedWrite write = history.get(outcome.sequence());
            if (write != null) {
                dead.computeIfAbsent(node, id -> new TreeMap<>())
                        .put(outcome.sequence(), new DeadLetter(write, outcome, answer));
                int letters = parked().getOrDefault(node, Set.of()).size();
                BrokenPromise.unless(letters <= mostParked, "node %d: %d dead letters", node, letters);
            }
        }

        @Override
        public void settle(
                QueueClaim queue, NodeOutcome outcome, @Nullable StoredAnswer answer, Consumer<Boolean> done) {
            under(queue, done, () -> {
                claims.settled(queue.node(), outcome.sequence());
                letter(queue.node(), outcome, answer);
            });
        }

        @Override
        public void discard(long node, NodeOutcome dropped, @Nullable StoredAnswer answer, Consumer<Boolean> done) {
            decide(done, () -> {
                letter(node, dropped, answer);
                return true;
            });
        }

        @Override
        public void drop(QueueClaim queue, Consumer<Boolean> done) {
            long node = queue.node();
            under(queue, done, () -> {
                NodeRow row = nodes.get(node);
                if (row != null) {
                    for (long sequence = row.position() + 1; sequence <= last; sequence++) {
                        outcomes.computeIfAbsent(node, id -> new TreeMap<>())
                                .put(sequence, new NodeOutcome(sequence, WriteState.DROPPED, 0, 0, "resync"));
                    }
                    nodes.put(node, row.at(row.since(), last).resync(true));
                }
            });
        }

        @Override
        public void save(
                List<NodeRow> rows, Set<Long> moved, List<Long> deleted, Consumer<Optional<List<NodeRow>>> done) {
            commits.submit(
                    () -> {
                        List<NodeRow> saved = new ArrayList<>();
                        for (NodeRow row : rows) {
                            long id = row.id() == 0 ? nextNode++ : row.id();
                            NodeRow known = nodes.get(id);
                            long since = place(row.since(), known == null ? 0 : known.since());
                            long position = place(row.position(), known == null ? 0 : known.position());
                            NodeRow stored = row.withId(id).at(since, position);
                            nodes.put(id, stored);
                            claims.changed(id, shared && moved.contains(id));
                            outOfStep.removeIf(out -> out == id && moved.contains(id) && stored.isMember());
                            saved.add(stored);
                        }
                        deleted.forEach(nodes::remove);
                        deleted.forEach(dead::remove);
                        commits.result(() -> done.accept(Optional.of(saved)));
                    },
                    null);
        }

        private long place(long wanted, long stored) {
            return wanted == NodeRow.NOW ? last : wanted == NodeRow.KEPT ? stored : wanted;
        }

        @Override
        public void keep(long sequence, StoredAnswer answer) {
            commits.submit(() -> answers.put(sequence, answer), () -> {});
        }

        @Override
        public void trim(long through, long before, long mostBytes, Consumer<Long> done) {
            commits.submit(
                    () -> {
                        int left = TRIM_STEP;
                        while (left > 0 && !writes.isEmpty() && mayGo(through, before)) {
                            leaves(writes.firstKey());
                            left--;
                        }
                        long first = writes.isEmpty() ? last + 1 : writes.firstKey();
                        commits.result(() -> done.accept(first));
                    },
                    () -> done.accept(-1L));
        }

        private boolean mayGo(long through, long before) {
            return writes.firstKey() <= through
                    && writes.firstEntry().getValue().draft().acceptedMillis() < before;
        }

        private void leaves(long sequence) {
            for (NodeRow row : nodes.values()) {
                BrokenPromise.unless(
                        !row.isMember() || outOfStep.contains(row.id()) || row.position() >= sequence,
                        "write %d leaves the log before it is recorded at node %d",
                        sequence,
                        row.id());
            }
            writes.remove(sequence);
        }

        @Override
        public void read(long after, int most, Consumer<Optional<List<LoggedWrite>>> done) {
            later(() -> done.accept(
                    unreadable
                            ? Optional.empty()
                            : Optional.of(writes.tailMap(after + 1).values().stream()
                                    .limit(1 + random.nextInt(most))
                                    .toList())));
        }

        @Override
        public void find(String id, Consumer<Optional<WriteRecord>> done) {
            later(() -> done.accept(writes.values().stream()
                    .filter(write -> write.draft().id().equals(id))
                    .findFirst()
                    .map(SimulatedDisk.this::record)));
        }

        @Override
        public void place(String id, Consumer<Optional<Long>> done) {
            throw new UnsupportedOperationException("No read comes here");
        }

        @Override
        public void recent(long before, int most, Consumer<List<WriteRecord>> done) {
            later(() -> done.accept(writes.headMap(before, false).descendingMap().values().stream()
                    .limit(most)
                    .map(SimulatedDisk.this::record)
                    .toList()));
        }

        @Override
        public void findKey(String key, Consumer<KeyLookup> done) {
            later(() -> done.accept(unreadable ? new KeyLookup.Failed("disk error") : lookup(key)));
        }

        private KeyLookup lookup(String key) {
            Long sequence = keys.get(key);
            LoggedWrite write = sequence == null ? null : writes.get(sequence);
            if (write == null) {
                return new KeyLookup.None();
            }
            IdempotencyKey first = write.draft().key();
            return new KeyLookup.Found(
                    new KeyedWrite(write, first == null ? "" : first.fingerprint(), answers.get(write.sequence())));
        }

        @Override
        public void dead(long node, long after, int most, Consumer<List<DeadLetter>> done) {
            later(() -> done.accept(dead.getOrDefault(node, new TreeMap<>()).tailMap(after + 1).values().stream()
                    .filter(letter -> letter.outcome().state() == WriteState.PARKED)
                    .limit(most)
                    .toList()));
        }

        @Override
        public void close() {}

        private void under(QueueClaim queue, Consumer<Boolean> done, Runnable change) {
            decide(done, () -> {
                boolean holds = claims.of(queue.node()).equals(queue);
                if (holds) {
                    change.run();
                }
                return holds;
            });
        }

        void decide(Consumer<Boolean> done, BooleanSupplier change) {
            commits.submit(
                    () -> {
                        boolean made = change.getAsBoolean();
                        commits.result(() -> done.accept(made));
                    },
                    () -> done.accept(false));
        }

        private void later(Runnable task) {
            timer.after(Duration.ofMillis(1 + random.nextInt(5)), () -> {
                if (!commits.isCrashed()) {
                    task.run();
                }
            });
        }
    }
}
