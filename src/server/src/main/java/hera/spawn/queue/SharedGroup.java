package hera.spawn.queue;

import hera.spawn.log.DeadLetter;
import hera.spawn.log.LoggedWrite;
import hera.spawn.log.NodeOutcome;
import hera.spawn.log.NodeRow;
import hera.spawn.log.SharedLog;
import hera.spawn.log.SharedQuestion;
import hera.spawn.log.SharedQueue;
import hera.spawn.log.SharedView;
import hera.spawn.log.StoredAnswer;
import hera.spawn.log.WriteLog;
import hera.spawn.log.WriteState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a Spawn does because others share its log. It drains the queues of which it has the lease, and has said so in the log;
 * of all others it looks at what their owners recorded, and answers its clients by that. Used on the core's thread.
 */
public final class SharedGroup {
    private static final Duration AGAIN = Duration.ofSeconds(1);

    /** After so long a change is answered though an owner has not said that it does as it says; it will, or be replaced. */
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private final QueueEnvironment env;
    private final SharedLog log;
    private final Group group;

    /** The terms of the leases that this Spawn has. */
    private final Map<Long, Long> terms = new HashMap<>();

    /** Those of them under which it has taken the queue in the log. */
    private final Map<Long, Long> claimed = new HashMap<>();

    /** The versions of nodes' rows that it is about to say it obeys. */
    private final Map<Long, Long> obeying = new HashMap<>();

    private final List<Awaited> awaited = new ArrayList<>();
    private boolean looking;
    private boolean lookAgain;
    private boolean reading;

    /** Whether it reads no further: next comes a write of this Spawn, which has not heard yet that it was stored. */
    private boolean heldUp;

    /** A change that is answered once the owners of its nodes do as it says. */
    private static final class Awaited {
        private final Set<Long> nodes;
        private final Runnable done;
        private final Map<Long, Long> versions = new HashMap<>();

        private Awaited(Set<Long> nodes, Runnable done) {
            this.nodes = nodes;
            this.done = done;
        }
    }

    SharedGroup(QueueEnvironment env, SharedLog log, Group group) {
        this.env = env;
        this.log = log;
        this.group = group;
    }

    /** Begins to drain a node's queue: this Spawn has its lease. */
    public void taken(long node, long term) {
        terms.put(node, term);
        claim(node, term);
    }

    /**
     * Ends to drain a node's queue, because another Spawn is to have it, or has it already.
     *
     * @param whenLeft is run once nothing of it is under way, and all is recorded
     */
    public void left(long node, long term, Runnable whenLeft) {
        terms.remove(node, term);
        claimed.remove(node, term);
        NodeQueue queue = group.queues().get(node);
        if (queue == null || !queue.owned || queue.claim.term() != term) {
            whenLeft.run();
        } else {
            queue.leave(whenLeft);
        }
    }

    private void claim(long node, long term) {
        if (!isHeld(node, term)) {
            return;
        }
        log.claim(node, term, taken -> {
            if (taken && isHeld(node, term)) {
                claimed.put(node, term);
                look();
            } else {
                env.timer().after(AGAIN, () -> claim(node, term));
            }
        });
    }

    private boolean isHeld(long node, long term) {
        return Long.valueOf(term).equals(terms.get(node));
    }

    /** Looks at what other Spawns have done; called when one of them has rung, and now and then without that. */
    public void look() {
        if (looking) {
            lookAgain = true;
            return;
        }
        looking = true;
        lookAgain = false;
        int changesBefore = group.changes().count();
        log.look(question(), seen -> {
            looking = false;
            if (seen.isPresent() && changesBefore == group.changes().count()) {
                apply(seen.get());
            } else {
                lookAgain |= seen.isPresent();
            }
            if (lookAgain) {
                look();
            }
        });
    }

    private SharedQuestion question() {
        Map<Long, Long> after = new HashMap<>();
        for (NodeQueue queue : group.queues().values()) {
            long node = queue.row().id();
            if (!queue.owned || !isHeld(node, queue.claim.term())) {
                after.put(node, queue.position());
            }
        }
        Set<Long> open = new HashSet<>();
        group.clients().unsettled((sequence, node) -> {
            open.add(sequence);
            after.computeIfPresent(node, (id, place) -> Math.min(place, sequence - 1));
        });
        return new SharedQuestion(after, open);
    }

    private void apply(SharedView view) {
        Set<Long> gone = new HashSet<>(group.queues().keySet());
        for (SharedQueue seen : view.nodes()) {
            gone.remove(seen.id());
            if (!group.queues().containsKey(seen.id())) {
                group.put(seen.row(), Set.of());
            }
            NodeQueue queue = group.queues().get(seen.id());
            if (queue != null) {
                apply(queue, seen, view);
            }
        }
        gone.forEach(group::remove);
        group.publish();
        List.copyOf(awaited).forEach(change -> check(change, view));
        catchUp(view);
    }

    private void apply(NodeQueue queue, SharedQueue seen, SharedView view) {
        long node = seen.id();
        boolean isMine = Long.valueOf(seen.claim().term()).equals(claimed.get(node));
        boolean isDrainedHere = queue.owned && queue.claim.equals(seen.claim());
        if (isDrainedHere) {
            obey(queue, seen);
        } else {
            List<NodeOutcome> outcomes = view.outcomes().getOrDefault(node, List.of());
            disagreements(queue, seen, outcomes);
            boolean wasOut = queue.row().needsResync();
            if (isMine) {
                queue.own(seen);
            } else {
                queue.follow(seen);
            }
            settle(node, outcomes, view.replies().getOrDefault(node, Map.of()));
            if (seen.row().needsResync() && !wasOut) {
                group.clients().dropped(node, view.last());
            }
        }
    }

    /** Counts and tells of writes on which a node that another Spawn drains disagrees with one of this Spawn's. */
    private void disagreements(NodeQueue queue, SharedQueue seen, List<NodeOutcome> outcomes) {
        for (NodeOutcome outcome : outcomes) {
            if (outcome.state() == WriteState.REFUSED) {
                group.divergences().refusedElsewhere(seen.id(), outcome.sequence());
            }
        }
        for (long sequence : group.divergences().passed(seen, queue.position())) {
            queue.gauge.diverged.increment();
            group.watcher().happened(queue.row(), "diverged", "sequence=" + sequence);
        }
    }

    private void settle(long node, List<NodeOutcome> outcomes, Map<Long, StoredAnswer> replies) {
        for (NodeOutcome outcome : outcomes) {
            StoredAnswer reply = replies.get(outcome.sequence());
            group.clients()
                    .settled(outcome.sequence(), node, outcome, reply == null ? null : new RecordedAnswer(reply));
        }
    }

    /** Lets a queue of this Spawn do as an operator wants who came to another Spawn. */
    private void obey(NodeQueue queue, SharedQueue seen) {
        NodeRow row = queue.row();
        NodeRow wanted = seen.row().at(row.since(), row.position());
        wanted = wanted.resync(wanted.needsResync() || row.needsResync());
        if (!wanted.equals(row)) {
            queue.changed(wanted);
        }
        if (queue.parked.dropped(seen.letters())) {
            queue.parkedChanged();
        }
        if (seen.obeyed() < seen.version() && !Long.valueOf(seen.version()).equals(obeying.get(seen.id()))) {
            obeying.put(seen.id(), seen.version());
            queue.rested(() -> log.obey(queue.claim, seen.version(), done -> {
                obeying.remove(seen.id(), seen.version());
                look();
            }));
        }
        Set<Long> again = seen.again().stream()
                .filter(sequence -> queue.parked.sequences().contains(sequence))
                .filter(sequence -> !queue.parked.isReplaying(sequence))
                .collect(Collectors.toSet());
        again.forEach(sequence -> readAgain(queue, sequence));
    }

    private void readAgain(NodeQueue queue, long sequence) {
        env.log().read(sequence - 1, 1, found -> found.ifPresent(queue::replay));
    }

    boolean isHeldUp() {
        return heldUp;
    }

    /** Reads the writes that others have logged, all in order. */
    private void catchUp(SharedView view) {
        long known = group.last();
        if (reading) {
            return;
        }
        heldUp = false;
        if (view.last() <= known) {
            return;
        }
        reading = true;
        env.log().read(known, WriteLog.TRIM_STEP, found -> {
            reading = false;
            if (found.isEmpty()) {
                return;
            }
            heldUp = !group.found(found.get());
            if (heldUp) {
                return; // the look after that hearing goes on
            }
            if (found.get().isEmpty()) {
                group.skippedTo(view.last(), view.total());
            }
            catchUp(view);
        });
    }

    /** Runs a task once the owners of changed nodes do as their rows say. */
    void awaitObeyed(List<NodeRow> rows, Runnable done) {
        Awaited change = new Awaited(rows.stream().map(NodeRow::id).collect(Collectors.toSet()), done);
        awaited.add(change);
        look();
        env.timer().after(LONGEST, () -> end(change));
    }

    private void end(Awaited change) {
        if (awaited.remove(change)) {
            change.done.run();
        }
    }

    private void check(Awaited change, SharedView view) {
        boolean all = true;
        for (SharedQueue seen : view.nodes()) {
            if (change.nodes.contains(seen.id())) {
                long version = change.versions.computeIfAbsent(seen.id(), id -> seen.version());
                all &= seen.owner().isEmpty() || seen.obeyed() >= version;
            }
        }
        if (all) {
            end(change);
        }
    }

    void askAgain(long node, List<LoggedWrite> writes) {
        log.askAgain(node, writes.stream().map(LoggedWrite::sequence).toList(), asked -> look());
    }

    /** Drops dead letters of a queue that another Spawn drains. */
    void discard(long node, List<DeadLetter> letters, Runnable done) {
        int left = letters.size();
        for (DeadLetter letter : letters) {
            boolean isLast = --left == 0;
            discard(node, letter, isLast ? done : () -> {});
        }
    }

    private void discard(long node, DeadLetter letter, Runnable done) {
        env.log().discard(node, letter.outcome().dropped(), letter.answer(), stored -> {
            if (stored) {
                done.run();
            } else {
                env.timer().after(AGAIN, () -> discard(node, letter, done));
            }
        });
    }

    /** Forgets the answers for which no client waits any more; called each second. */
    void tidy() {
        long[] first = {group.last() + 1};
        group.clients().unsettled((sequence, node) -> first[0] = Math.min(first[0], sequence));
        log.forgetReplies(first[0]);
    }

    /** A node's answer as another Spawn recorded it; nobody has to release it. */
    private record RecordedAnswer(StoredAnswer answer) implements WriteAnswer {
        @Override
        public int status() {
            return answer.status();
        }

        @Override
        public byte[] fields() {
            return answer.fields();
        }

        @Override
        public long length() {
            return answer.body().length;
        }

        @Override
        public byte[] start(int most) {
            return Arrays.copyOf(answer.body(), Math.min(most, answer.body().length));
        }

        @Override
        public void read(long offset, byte[] into) {
            System.arraycopy(answer.body(), (int) offset, into, 0, into.length);
        }

        @Override
        public WriteAnswer retain() {
            return this;
        }

        @Override
        public void release() {
            // It is memory.
        }
    }
}
