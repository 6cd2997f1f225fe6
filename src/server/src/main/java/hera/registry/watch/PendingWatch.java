package hera.registry.watch;

import hera.foundation.time.Cancellable;
import hera.registry.resource.CachedResponse;
import hera.registry.resource.Representation;
import hera.registry.resource.WatchedService;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A client's wait until any of several services differs from what the client knows of it: a {@link PendingRead} for each,
 * and one reply. Safe for use by many threads.
 */
final class PendingWatch {
    private final Consumer<List<WatchedService>> reply;
    private final Consumer<PendingRead> unlist;
    private final Consumer<CachedResponse> whenChanged;

    // Guarded by this.
    private final List<PendingRead> reads;
    private @Nullable Cancellable deadline;
    private boolean over;

    /**
     * @param unlist removes a read from its {@link ServiceWatch}, if it is listed there
     * @param reply gets the services with the tags that the client knows; must be quick and must not block
     */
    PendingWatch(int services, Consumer<PendingRead> unlist, Consumer<List<WatchedService>> reply) {
        this.reads = new ArrayList<>(services);
        this.unlist = unlist;
        this.reply = reply;
        this.whenChanged = this::changed;
    }

    private void changed(CachedResponse latest) {
        finish();
    }

    /** Returns one more read of this watch. */
    synchronized PendingRead read(Representation representation, String known) {
        PendingRead read = new PendingRead(representation, known, whenChanged);
        reads.add(read);
        return read;
    }

    synchronized List<PendingRead> reads() {
        return List.copyOf(reads);
    }

    /** Sets the deadline, which is cancelled as soon as the watch is over. */
    synchronized void expiresWith(Cancellable newDeadline) {
        deadline = newDeadline;
        if (over) {
            newDeadline.cancel();
        }
    }

    /** Ends the watch with its reply, unless it has ended. */
    void finish() {
        if (end()) {
            List<PendingRead> all = reads();
            all.forEach(unlist);
            reply.accept(all.stream()
                    .map(read -> new WatchedService(read.representation(), read.ifNoneMatch()))
                    .toList());
        }
    }

    /** Ends the watch without a reply. */
    void cancel() {
        if (end()) {
            unlistAll();
        }
    }

    /**
     * Removes reads that were listed after the end: another thread can end the watch while its reads are being listed.
     */
    void settle() {
        boolean late;
        synchronized (this) {
            late = over;
        }
        if (late) {
            unlistAll();
        }
    }

    private void unlistAll() {
        reads().forEach(unlist);
    }

    private synchronized boolean end() {
        if (over) {
            return false;
        }
        over = true;
        if (deadline != null) {
            deadline.cancel();
        }
        return true;
    }
}
