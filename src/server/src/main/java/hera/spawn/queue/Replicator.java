package hera.spawn.queue;

import hera.foundation.time.Cancellable;
import hera.spawn.log.AppendResult;
import hera.spawn.log.IdempotencyKey;
import hera.spawn.log.KeyLookup;
import hera.spawn.log.KeyedWrite;
import hera.spawn.log.LogState;
import hera.spawn.log.LoggedWrite;
import hera.spawn.log.NodeOutcome;
import hera.spawn.log.SharedLog;
import hera.spawn.log.StoredAnswer;
import hera.spawn.log.WriteBody;
import hera.spawn.log.WriteDraft;
import hera.spawn.log.WriteState;
import hera.spawn.queue.ClientReply.Refusal;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The core: logs writes, has them delivered to all nodes, and answers clients by their policies. A client is answered only
 * after its write is on disk. Used on the core's thread, on which all callbacks come, too.
 */
public final class Replicator {
    private final QueueEnvironment env;
    private final Group group;
    private final Map<Long, OpenWrite> open = new HashMap<>();
    private final Map<String, KeyClaim> claims = new HashMap<>();

    /** The clients of the writes. */
    interface Clients {
        /** Returns whether a client may need the node's answer to the write. */
        boolean wants(long sequence, long node);

        /** Records the outcome of a write at a node; has to release the answer. */
        void settled(long sequence, long node, NodeOutcome outcome, @Nullable WriteAnswer answer);

        /** Passes on the writes for which clients wait, each with the members whose outcomes are not known. */
        void unsettled(BiConsumer<Long, Long> writeAndMember);

        /** Records that a node gets none of the writes up to that one that it does not have yet. */
        void dropped(long node, long through);
    }

    private int waiting;

    /** The number of clients that brought the key of a request whose outcome is not known yet. */
    private int joining;

    private boolean stopping;

    /**
     * @param state the log as it was opened
     * @param parked the sequences of the dead letters of each node
     * @param watcher gets the events for operators
     */
    public Replicator(QueueEnvironment env, LogState state, Map<Long, Set<Long>> parked, Group.Watcher watcher) {
        this.env = env;
        this.group = new Group(env, state, parked, watcher, new Clients() {
            @Override
            public boolean wants(long sequence, long node) {
                OpenWrite write = open.get(sequence);
                return write != null && write.wants(node);
            }

            @Override
            public void settled(long sequence, long node, NodeOutcome outcome, @Nullable WriteAnswer answer) {
                Replicator.this.settled(sequence, node, outcome, answer);
            }

            @Override
            public void unsettled(BiConsumer<Long, Long> writeAndMember) {
                open.forEach((sequence, write) -> write.unsettled(node -> writeAndMember.accept(sequence, node)));
            }

            @Override
            public void dropped(long node, long through) {
                for (long sequence : List.copyOf(open.keySet())) {
                    if (sequence <= through) {
                        NodeOutcome outcome = new NodeOutcome(sequence, WriteState.DROPPED, 0, 0, "dropped");
                        Replicator.this.settled(sequence, node, outcome, null);
                    }
                }
            }
        });
    }

    public Group group() {
        return group;
    }

    /** Returns how many clients wait. */
    public int waiting() {
        return waiting + joining;
    }

    /**
     * Accepts a write whose body is complete.
     *
     * @param timeout how long the client waits for more than the confirmation that it is stored
     */
    public void accept(WriteDraft draft, AnswerPolicy policy, Duration timeout, ClientReply reply) {
        KeyClaim.Wish wish = new KeyClaim.Wish(policy, timeout, reply);
        IdempotencyKey key = draft.key();
        if (key == null) {
            admit(draft, wish, null);
            return;
        }
        KeyClaim claim = claims.get(key.text());
        if (claim != null) {
            attach(claim, key, wish);
            return;
        }
        KeyClaim made = new KeyClaim(key);
        claims.put(key.text(), made);
        lookUp(draft, key, wish, made);
    }

    /**
     * Finds a write's place in the order.
     *
     * @param done gets 0 if the log has no such write; empty if it could not be read
     */
    public void place(String id, Consumer<Optional<Long>> done) {
        env.log().place(id, done);
    }

    private void lookUp(WriteDraft draft, IdempotencyKey key, KeyClaim.Wish wish, KeyClaim made) {
        env.log().findKey(key.text(), found -> {
            if (found instanceof KeyLookup.Found past && past.write().answer() == null) {
                rejoin(past.write(), key, wish, made, true);
            } else if (found instanceof KeyLookup.Found past) {
                known(past.write(), key, wish, made);
            } else if (found instanceof KeyLookup.Failed failed) {
                Refusal refusal = Refusal.unavailable("The log cannot be read: " + failed.reason());
                abandon(made, refusal);
                wish.reply().refused(refusal);
            } else {
                int before = made.joining();
                made.isNew();
                joining += made.joining() - before;
                admit(draft, wish, made);
            }
        });
    }

    /** Answers all clients of a key from its write, which has been answered before. */
    private void known(KeyedWrite past, IdempotencyKey key, KeyClaim.Wish wish, KeyClaim made) {
        claims.remove(key.text());
        joining -= made.joining();
        made.attach(key, wish);
        made.known(past, this::report);
    }

    /**
     * Lets the clients of a key wait for its write, which another Spawn has logged, or this one in a former life, and which may
     * be pending still: at those nodes that were its members then.
     *
     * @param mayLookAgain whether what was found may be older than what the queues know
     */
    private void rejoin(KeyedWrite past, IdempotencyKey key, KeyClaim.Wish wish, KeyClaim made, boolean mayLookAgain) {
        LoggedWrite write = past.write();
        env.log().find(write.draft().id(), found -> {
            List<Long> members = found.isEmpty() ? null : found.get().members();
            if (found.isEmpty()
                    || members == null
                    || group.report(found.get()).isSettled()
                    || open.containsKey(write.sequence())) {
                known(past, key, wish, made);
                return;
            }
            if (mayLookAgain && WriteReport.isOlder(found.get(), group.queues().values())) {
                rejoin(past, key, wish, made, false);
                return;
            }
            if (waiting() >= env.settings().maxWaiting()) {
                abandon(made, tooMany());
                wish.reply().refused(tooMany());
                return;
            }
            int before = made.joining();
            made.standsFor(past.fingerprint());
            joining += made.joining() - before;
            OpenWrite opened = new OpenWrite(write, members, group.rows(members), true);
            WriteReport.outcomes(found.get(), group.queues().values())
                    .forEach((node, outcome) -> opened.settled(node, outcome, null, givenOf(opened)));
            made.stored(opened, (other, repeat) -> join(opened, other, repeat));
            open.put(write.sequence(), opened);
            made.attach(key, wish);
            joining -= made.joining();
            made.joinAll();
            closeIfDone(opened);
            group.opened(write);
        });
    }

    private void attach(KeyClaim claim, IdempotencyKey key, KeyClaim.Wish wish) {
        if (waiting() >= env.settings().maxWaiting()) {
            wish.reply().refused(tooMany());
            return;
        }
        int before = claim.joining();
        claim.attach(key, wish);
        joining += claim.joining() - before;
    }

    private Refusal tooMany() {
        return Refusal.unavailable("Too many requests wait: limits.waiting is %d."
                .formatted(env.settings().maxWaiting()));
    }

    /** Accepts no more writes; waiting clients are still answered. */
    public void stop() {
        stopping = true;
    }

    /** Answers all clients that still wait, because the process ends: their writes are stored and will be delivered. */
    public void answerAll() {
        List.copyOf(open.values()).forEach(OpenWrite::close);
        open.clear();
        claims.clear();
        waiting = 0;
        joining = 0;
    }

    private void admit(WriteDraft draft, KeyClaim.Wish wish, @Nullable KeyClaim claim) {
        Refusal refusal = stopping
                ? Refusal.unavailable("Spawn is stopping.")
                : waiting() >= env.settings().maxWaiting() ? tooMany() : group.refusal(draft);
        if (refusal != null) {
            abandon(claim, refusal);
            wish.reply().refused(refusal);
            return;
        }
        waiting++;
        group.bounds().appending(draft);
        SharedLog shared = env.shared();
        WriteDraft known =
                shared == null || wish.policy() == AnswerPolicy.ACCEPTED ? draft : draft.waitingAt(shared.name());
        Set<Long> dropping = group.changes().dropping();
        env.log().append(known, result -> appended(draft, wish, claim, dropping, result));
    }

    /** @param dropping the nodes that were members no more when the log was asked, whatever it says */
    private void appended(
            WriteDraft draft, KeyClaim.Wish wish, @Nullable KeyClaim claim, Set<Long> dropping, AppendResult result) {
        waiting--;
        group.bounds().appended(draft);
        if (result instanceof AppendResult.Stored stored) {
            List<Long> members = stored.members().stream()
                    .filter(node -> !dropping.contains(node))
                    .toList();
            stored(stored.write(), members, wish, claim);
        } else if (result instanceof AppendResult.KeyTaken && claim != null) {
            lookUp(draft, claim.key(), wish, claim);
        } else if (result instanceof AppendResult.NotStored not) {
            Refusal refusal = Refusal.unavailable("The log did not take the write: " + not.reason());
            abandon(claim, refusal);
            wish.reply().refused(refusal);
        } else if (result instanceof AppendResult.Unknown unknown) {
            group.unsure();
            abandon(claim, Refusal.unavailable("It is unknown whether the first request was stored."));
            wish.reply().unknown(draft.id(), unknown.reason());
        }
    }

    private void stored(LoggedWrite write, List<Long> members, KeyClaim.Wish wish, @Nullable KeyClaim claim) {
        OpenWrite opened = new OpenWrite(write, members, group.rows(members), false);
        if (claim != null) {
            claim.stored(opened, (other, repeat) -> join(opened, other, repeat));
        }
        open.put(write.sequence(), opened);
        join(opened, wish, false);
        if (claim != null) {
            joining -= claim.joining();
            claim.joinAll();
        }
        closeIfDone(opened);
        group.logged(write);
        group.opened(write);
    }

    private void join(OpenWrite opened, KeyClaim.Wish wish, boolean repeat) {
        Cancellable timeout = wish.policy() == AnswerPolicy.ACCEPTED
                ? null
                : env.timer().after(wish.timeout(), () -> {
                    int before = opened.clients();
                    opened.timedOut(wish.reply());
                    waiting += opened.clients() - before;
                    closeIfDone(opened);
                });
        int before = opened.clients();
        opened.add(wish.policy(), wish.reply(), repeat, timeout, givenOf(opened));
        waiting += opened.clients() - before;
    }

    private void settled(long sequence, long node, NodeOutcome outcome, @Nullable WriteAnswer answer) {
        OpenWrite write = open.get(sequence);
        if (write == null) {
            if (answer != null) {
                answer.release();
            }
            return;
        }
        int before = write.clients();
        write.settled(node, outcome, answer, givenOf(write));
        waiting += write.clients() - before;
        closeIfDone(write);
    }

    /**
     * Closes a write without clients. A write with a key stays open until it is pending nowhere, so that a repeat can
     * wait for it, unless the log said all that is known of it.
     */
    private void closeIfDone(OpenWrite write) {
        IdempotencyKey key = write.write.draft().key();
        if (!write.hasClients()
                && (key == null || write.isThrough() || write.isRejoined || !claims.containsKey(key.text()))) {
            open.remove(write.write.sequence());
            write.close();
            if (key != null) {
                claims.remove(key.text());
            }
        }
    }

    private OpenWrite.Given givenOf(OpenWrite write) {
        return new OpenWrite.Given() {
            @Override
            public void given(String node, WriteAnswer answer) {
                Replicator.this.given(write, node, answer);
            }

            @Override
            public void missing(ClientReply reply) {
                Replicator.this.missing(write.write, reply);
            }
        };
    }

    /** Answers a client from what was kept of the answer that it may get, which this Spawn has not seen itself. */
    private void missing(LoggedWrite write, ClientReply reply) {
        IdempotencyKey key = write.draft().key();
        if (key == null) {
            report(write, reply);
            return;
        }
        env.log().findKey(key.text(), found -> {
            StoredAnswer kept =
                    found instanceof KeyLookup.Found past ? past.write().answer() : null;
            if (kept != null) {
                reply.pass(write, kept);
            } else {
                report(write, reply);
            }
        });
    }

    private void given(OpenWrite write, String node, WriteAnswer answer) {
        if (write.write.draft().key() != null && answer.length() <= WriteBody.MOST_INLINE) {
            env.log()
                    .keep(
                            write.write.sequence(),
                            new StoredAnswer(
                                    answer.status(), node, answer.fields(), answer.start(WriteBody.MOST_INLINE)));
        }
    }

    private void report(LoggedWrite write, ClientReply reply) {
        group.report(write.draft().id(), found -> {
            if (found.isPresent()) {
                reply.report(found.get());
            } else {
                reply.refused(Refusal.unavailable("The first request with this key has just left the log."));
            }
        });
    }

    private void abandon(@Nullable KeyClaim claim, Refusal refusal) {
        if (claim != null) {
            claims.remove(claim.key().text());
            joining -= claim.joining();
            claim.refuse(refusal);
        }
    }
}
