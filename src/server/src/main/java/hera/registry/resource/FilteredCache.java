package hera.registry.resource;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * A cache of filtered responses. A filter visits every instance of its service, so that is done once for all readers
 * that ask for the same filter and version, even at the same time. Bounded in number and bytes. Safe for use by many
 * threads.
 */
final class FilteredCache {
    /** The number of responses that are kept: those that were read last. */
    static final int MOST_RESPONSES = 256;

    /** The bytes of all kept responses together; a response larger than that is not kept. */
    static final int MOST_BYTES = 32 << 20;

    private final Map<Representation, Filtered> kept = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    /** A response in the making or made; {@code size} is 0 until it is made. */
    private static final class Filtered {
        final long version;
        final CompletableFuture<CachedResponse> response = new CompletableFuture<>();
        int size;

        Filtered(long version) {
            this.version = version;
        }
    }

    /**
     * The response for a version of its service.
     *
     * @param render makes the response; not called when another reader has begun to make the same
     */
    CachedResponse get(Representation key, long version, Supplier<CachedResponse> render) {
        Filtered filtered;
        boolean first = false;
        synchronized (kept) {
            Filtered latest = kept.get(key);
            if (latest == null || latest.version != version) {
                latest = new Filtered(version);
                replace(key, latest);
                first = true;
            }
            filtered = latest;
        }
        if (first) {
            make(key, filtered, render);
        }
        try {
            return filtered.response.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private void make(Representation key, Filtered filtered, Supplier<CachedResponse> render) {
        try {
            CachedResponse response = render.get();
            filtered.response.complete(response);
            if (response.isRefusal()) {
                forget(key, filtered);
            } else {
                keep(key, filtered, response.length());
            }
        } catch (RuntimeException | Error e) {
            forget(key, filtered);
            filtered.response.completeExceptionally(e);
        }
    }

    private void keep(Representation key, Filtered filtered, int size) {
        synchronized (kept) {
            if (kept.get(key) != filtered) {
                return;
            }
            if (size > MOST_BYTES) {
                kept.remove(key);
                return;
            }
            filtered.size = size;
            bytes += size;
            trim();
        }
    }

    private void forget(Representation key, Filtered filtered) {
        synchronized (kept) {
            kept.remove(key, filtered);
        }
    }

    private void replace(Representation key, Filtered latest) {
        Filtered before = kept.put(key, latest);
        if (before != null) {
            bytes -= before.size;
        }
        trim();
    }

    /**
     * Drops the responses that have not been read for the longest time; readers that wait for one of them still get it.
     */
    private void trim() {
        var eldest = kept.values().iterator();
        while (eldest.hasNext() && (kept.size() > MOST_RESPONSES || bytes > MOST_BYTES)) {
            bytes -= eldest.next().size;
            eldest.remove();
        }
    }

    void clear() {
        synchronized (kept) {
            kept.clear();
            bytes = 0;
        }
    }

    /** Returns how many responses are kept. */
    int size() {
        synchronized (kept) {
            return kept.size();
        }
    }
}
