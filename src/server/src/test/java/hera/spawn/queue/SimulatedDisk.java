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
import hera.spawn.log.StoredAnswer;
import hera.spawn.log.WriteDraft;
import hera.spawn.log.WriteLog;
import hera.spawn.log.WriteRecord;
import hera.spawn.log.WriteState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A disk that outlives crashes: what was committed stays, what was on its way is lost, whole commits at a time. */
final class SimulatedDisk {
    final TreeMap<Long, LoggedWrite> writes = new TreeMap<>();
    final TreeMap<Long, NodeRow> nodes = new TreeMap<>();
    final Map<Long, TreeMap<Long, NodeOutcome>> outcomes = new HashMap<>();
    final Map<Long, TreeMap<Long, DeadLetter>> dead = new HashMap<>();
    final Map<Long, StoredAnswer> answers = new HashMap<>();
    final Map<String, Long> keys = new HashMap<>();
    long last;
    long total;
    boolean full;
    boolean away;
    boolean unreadable;

    LogState state() {
        long first = writes.isEmpty() ? last + 1 : writes.firstKey();
        return new LogState("group", first, last, total, List.copyOf(nodes.values()));
    }

    Map<Long, Integer> parked() {
        Map<Long, Integer> parked = new HashMap<>();
        dead.forEach((node, letters) -> parked.put(node, (int) letters.values().stream()
                .filter(letter -> letter.outcome().state() == WriteState.PARKED)
                .count()));
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
        for (long node : nodes.keySet()) {
            NodeOutcome outcome = outcome(node, write.sequence());
            if (outcome != null) {
                found.put(node, outcome);
            }
        }
        return new WriteRecord(write, found);
    }

    /** The log of one life of the process. */
    final class Log implements WriteLog {
        private final Timer timer;
        private final Random random;
        private final List<Runnable> queued = new ArrayList<>();
        private final List<Runnable> results = new ArrayList<>();
        private List<Runnable> inCommit = List.of();
        private boolean committing;
        private boolean crashed;

        Log(Timer timer, Random random) {
            this.timer = timer;
            this.random = random;
        }

        /** The process is killed: of the commit under way, all is on disk, or nothing. */
        void crash() {
            crashed = true;
            if (committing && random.nextBoolean()) {
                inCommit.forEach(Runnable::run);
            }
        }

        @Override
        public void append(WriteDraft draft, Consumer<AppendResult> done) {
            submit(() -> {
                if (full) {
                    results.add(() -> done.accept(new AppendResult.NotStored("disk full")));
                    return;
                }
                last++;
                total += draft.bytes();
                LoggedWrite write = new LoggedWrite(last, total, draft);
                writes.put(last, write);
                IdempotencyKey key = draft.key();
                if (key != null) {
                    keys.put(key.text(), last);
                }
                results.add(() -> done.accept(new AppendResult.Stored(write)));
            });
        }

        @Override
        public void record(long node, long position, List<NodeOutcome> batch, Consumer<Boolean> done) {
            change(done, () -> {
                NodeRow row = nodes.get(node);
                if (row != null) {
                    nodes.put(node, row.at(row.since(), position));
                    batch.forEach(outcome -> outcomes.computeIfAbsent(node, id -> new TreeMap<>())
                            .put(outcome.sequence(), outcome));
                }
            });
        }

        @Override
        public void settle(long node, NodeOutcome outcome, @Nullable StoredAnswer answer, Consumer<Boolean> done) {
            change(done, () -> {
                LoggedWrite write = writes.get(outcome.sequence());
                if (write != null) {
                    dead.computeIfAbsent(node, id -> new TreeMap<>())
                            .put(outcome.sequence(), new DeadLetter(write, outcome, answer));
                }
            });
        }

        @Override
        public void drop(long node, Consumer<Boolean> done) {
            change(done, () -> {
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
        public void save(List<NodeRow> rows, List<Long> deleted, Consumer<Optional<List<NodeRow>>> done) {
            submit(() -> {
                List<NodeRow> saved = new ArrayList<>();
                for (NodeRow row : rows) {
                    long id = row.id() == 0 ? nodes.isEmpty() ? 1 : nodes.lastKey() + 1 : row.id();
                    long since = row.since() == NodeRow.NOW ? last : row.since();
                    long position = row.position() == NodeRow.NOW ? last : row.position();
                    NodeRow stored = new NodeRow(
                            id,
                            row.address(),
                            row.secure(),
                            row.priority(),
                            row.active(),
                            row.maintenance(),
                            row.needsResync(),
                            since,
                            position);
                    nodes.put(id, stored);
                    saved.add(stored);
                }
                deleted.forEach(nodes::remove);
                results.add(() -> done.accept(Optional.of(saved)));
            });
        }

        @Override
        public void keep(long sequence, StoredAnswer answer) {
            submit(() -> answers.put(sequence, answer));
        }

        @Override
        public void trim(long through, long before, long mostBytes, Consumer<Long> done) {
            submit(() -> {
                while (!writes.isEmpty()
                        && writes.firstKey() <= through
                        && writes.firstEntry().getValue().draft().acceptedMillis() < before) {
                    writes.remove(writes.firstKey());
                }
                long first = writes.isEmpty() ? last + 1 : writes.firstKey();
                results.add(() -> done.accept(first));
            });
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

        private void change(Consumer<Boolean> done, Runnable change) {
            submit(() -> {
                change.run();
                results.add(() -> done.accept(true));
            });
        }

        private void submit(Runnable change) {
            queued.add(change);
            commit();
        }

        private void commit() {
            if (committing || queued.isEmpty() || crashed) {
                return;
            }
            committing = true;
            inCommit = List.copyOf(queued);
            queued.clear();
            timer.after(Duration.ofMillis(away ? 1000 : 1 + random.nextInt(20)), () -> {
                if (!crashed) {
                    inCommit.forEach(Runnable::run);
                    List<Runnable> told = List.copyOf(results);
                    results.clear();
                    committing = false;
                    told.forEach(Runnable::run);
                    commit();
                }
            });
        }

        private void later(Runnable task) {
            timer.after(Duration.ofMillis(1 + random.nextInt(5)), () -> {
                if (!crashed) {
                    task.run();
                }
            });
        }
    }
}
