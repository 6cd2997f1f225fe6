package hera.sidecar;

import java.util.concurrent.atomic.AtomicInteger;

/** The number of open requests from this sidecar to one member. Thread-safe. */
final class Load {
    private final AtomicInteger open = new AtomicInteger();

    void begin() {
        open.incrementAndGet();
    }

    void end() {
        open.decrementAndGet();
    }

    int open() {
        return open.get();
    }
}
