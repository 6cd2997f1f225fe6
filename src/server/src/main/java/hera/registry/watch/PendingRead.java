package hera.registry.watch;

import hera.foundation.time.Cancellable;
import hera.registry.resource.CachedResponse;
import hera.registry.resource.Representation;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A client's read that waits until the representation differs from the one that the client knows. Replied to once. */
final class PendingRead {
    private final Representation representation;
    private final String ifNoneMatch;
    private final Consumer<CachedResponse> reply;
    private @Nullable Cancellable deadline;
    private boolean over;

    /** @param reply must be quick and must not block */
    PendingRead(Representation representation, String ifNoneMatch, Consumer<CachedResponse> reply) {
        this.representation = representation;
        this.ifNoneMatch = ifNoneMatch;
        this.reply = reply;
    }

    Representation representation() {
        return representation;
    }

    String ifNoneMatch() {
        return ifNoneMatch;
    }

    /** Sets the deadline, which is cancelled as soon as the read is over. */
    synchronized void expiresWith(Cancellable newDeadline) {
        deadline = newDeadline;
        if (over) {
            newDeadline.cancel();
        }
    }

    void reply(CachedResponse response) {
        end();
        reply.accept(response);
    }

    /** Ends the read without a reply. */
    synchronized void end() {
        over = true;
        if (deadline != null) {
            deadline.cancel();
        }
    }
}
