package hera.spawn.queue;

import hera.spawn.log.IdempotencyKey;
import hera.spawn.log.KeyedWrite;
import hera.spawn.log.LoggedWrite;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** An Idempotency-Key whose write is being looked for, stored or delivered: who brings it again meanwhile joins that one. */
final class KeyClaim {
    private final IdempotencyKey key;
    private final List<Bringer> joining = new ArrayList<>();

    /** Of the request that the key stands for; null while that is looked for. */
    private @Nullable String fingerprint;

    private @Nullable Join join;

    /** Lets a client wait for the write. */
    interface Join {
        void join(ClientWish wish, boolean repeat);
    }

    /** A client, and the key as it brought it. */
    private record Bringer(IdempotencyKey key, ClientWish wish) {}

    KeyClaim(IdempotencyKey key) {
        this.key = key;
    }

    IdempotencyKey key() {
        return key;
    }

    /** Returns how many wait for what becomes of the first request. */
    int joining() {
        return joining.size();
    }

    /** A client brought the key, with the same request or with another one. */
    void attach(IdempotencyKey brought, ClientWish wish) {
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

    /** The key stands for no write of the past, so for the request that brought it first. */
    void isNew() {
        fingerprint = key.fingerprint();
        joining.removeIf(bringer -> !isSame(bringer, key.fingerprint()));
    }

    /** The write is in the log, and open. */
    void stored(OpenWrite write, Join how) {
        join = how;
    }

    /** Lets those wait for the write who came before it was stored. */
    void joinAll() {
        Join how = join;
        if (how != null) {
            joining.forEach(bringer -> how.join(bringer.wish(), true));
            joining.clear();
        }
    }

    /** The key stands for a write of the past. */
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

    /** The write was not stored. */
    void refuse(Refusal refusal) {
        joining.forEach(bringer -> bringer.wish().reply().refused(refusal));
        joining.clear();
    }

    /** Returns whether a client's request is the one that the key stands for; if not, the client is told. */
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
