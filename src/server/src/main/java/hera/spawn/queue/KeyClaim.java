package hera.spawn.queue;

import hera.spawn.log.IdempotencyKey;
import hera.spawn.log.KeyedWrite;
import hera.spawn.log.LoggedWrite;
import hera.spawn.queue.ClientReply.Refusal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * An Idempotency-Key whose write is being looked up, stored or delivered. Requests that bring the key meanwhile join
 * it.
 */
final class KeyClaim {
    private final IdempotencyKey key;
    private final List<Bringer> joining = new ArrayList<>();

    /** The fingerprint of the key's request; null while the key is being looked up. */
    private @Nullable String fingerprint;

    private @Nullable Join join;

    /**
     * The wishes of a client for the answer to its write.
     *
     * @param timeout how long it waits for more than the confirmation that the write is stored
     */
    record Wish(AnswerPolicy policy, Duration timeout, ClientReply reply) {}

    /** Lets a client wait for the write. */
    interface Join {
        void join(Wish wish, boolean repeat);
    }

    /** A client, and the key as it brought it. */
    private record Bringer(IdempotencyKey key, Wish wish) {}

    KeyClaim(IdempotencyKey key) {
        this.key = key;
    }

    IdempotencyKey key() {
        return key;
    }

    /** Returns how many clients wait for the outcome of the first request. */
    int joining() {
        return joining.size();
    }

    /** Adds a client that brought the key, with the same request or with another one. */
    void attach(IdempotencyKey brought, Wish wish) {
        Bringer bringer = new Bringer(brought, wish);
        String known = fingerprint;
        if (known == null || isSame(bringer, known)) {
            if (join != null) {
                join.join(wish, true);
            } else {
                joining.add(bringer);
            }
        }
    }

    /** Records that the log has no write of the key, which then stands for the request that brought it first. */
    void isNew() {
        standsFor(key.fingerprint());
    }

    /** Records for which request the key stands, and refuses the clients that brought it with another one. */
    void standsFor(String known) {
        fingerprint = known;
        joining.removeIf(bringer -> !isSame(bringer, known));
    }

    /** Records that the write is in the log, and open. */
    void stored(OpenWrite write, Join how) {
        join = how;
    }

    /** Lets the clients that came before the write was stored wait for it. */
    void joinAll() {
        Join how = join;
        if (how != null) {
            joining.forEach(bringer -> how.join(bringer.wish(), true));
            joining.clear();
        }
    }

    /** Answers all clients from a logged write of the key. */
    void known(KeyedWrite past, BiConsumer<LoggedWrite, ClientReply> report) {
        for (Bringer bringer : joining) {
            ClientReply reply = bringer.wish().reply();
            if (isSame(bringer, past.fingerprint())) {
                if (past.answer() != null) {
                    reply.pass(past.write(), past.answer());
                } else {
                    report.accept(past.write(), reply);
                }
            }
        }
        joining.clear();
    }

    /** Refuses all clients, because the write was not stored. */
    void refuse(Refusal refusal) {
        joining.forEach(bringer -> bringer.wish().reply().refused(refusal));
        joining.clear();
    }

    /** Returns whether a client's request is that of the key; if not, refuses the client. */
    private static boolean isSame(Bringer bringer, String fingerprint) {
        boolean same = bringer.key().fingerprint().equals(fingerprint);
        if (!same) {
            bringer.wish()
                    .reply()
                    .refused(new Refusal(422, "This Idempotency-Key has been used with another request already."));
        }
        return same;
    }
}
