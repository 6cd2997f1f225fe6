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
    private final List<ClientWish> joining = new ArrayList<>();
    private @Nullable Join join;

    /** Lets a client wait for the write. */
    interface Join {
        void join(ClientWish wish, boolean repeat);
    }

    KeyClaim(IdempotencyKey key) {
        this.key = key;
    }

    IdempotencyKey key() {
        return key;
    }

    /** A client brought the key, with the same request or with another one. */
    void attach(IdempotencyKey brought, ClientWish wish) {
        if (!brought.fingerprint().equals(key.fingerprint())) {
            wish.reply().refused(new Refusal(422, "This Idempotency-Key has been used with another request already."));
        } else if (join != null) {
            join.join(wish, true);
        } else {
            joining.add(wish);
        }
    }

    /** The write is in the log, and open. */
    void stored(OpenWrite write, Join how) {
        join = how;
    }

    /** Lets those wait for the write who came before it was stored. */
    void joinAll() {
        Join how = join;
        if (how != null) {
            joining.forEach(wish -> how.join(wish, true));
            joining.clear();
        }
    }

    /** The key stands for a write of the past. */
    void known(KeyedWrite past, BiConsumer<LoggedWrite, ClientReply> report) {
        for (ClientWish wish : joining) {
            if (!past.fingerprint().equals(key.fingerprint())) {
                wish.reply()
                        .refused(new Refusal(422, "This Idempotency-Key has been used with another request already."));
            } else if (past.answer() != null) {
                wish.reply().pass(past.write(), past.answer());
            } else {
                report.accept(past.write(), wish.reply());
            }
        }
        joining.clear();
    }

    /** The write was not stored. */
    void refuse(Refusal refusal) {
        joining.forEach(wish -> wish.reply().refused(refusal));
        joining.clear();
    }
}
