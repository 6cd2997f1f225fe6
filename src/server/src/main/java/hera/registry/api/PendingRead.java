package hera.registry.api;

import hera.foundation.time.Cancellable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A client that waits for a representation to become another than it knows. Answered once at the most. */
final class PendingRead {
    private final Representation what;
    private final String ifNoneMatch;
    private final Consumer<CachedResponse> reply;
    private @Nullable Cancellable deadline;
    private boolean over;

    /** @param reply must be quick and must not block */
    PendingRead(Representation what, String ifNoneMatch, Consumer<CachedResponse> reply) {
        this.what = what;
        this.ifNoneMatch = ifNoneMatch;
        this.reply = reply;
    }

    Representation what() {
        return what;
    }

    String ifNoneMatch() {
        return ifNoneMatch;
    }

    /** Calls the deadline off when the waiter is answered before. */
    synchronized void until(Cancellable newDeadline) {
        deadline = newDeadline;
        if (over) {
            newDeadline.cancel();
        }
    }

    void reply(CachedResponse answer) {
        end();
        reply.accept(answer);
    }

    synchronized void end() {
        over = true;
        if (deadline != null) {
            deadline.cancel();
        }
    }
}
