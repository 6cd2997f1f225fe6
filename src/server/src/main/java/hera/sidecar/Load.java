package hera.sidecar;

import java.util.concurrent.atomic.AtomicInteger;

/** How many requests a sidecar has open to one member. Thread-safe. */
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
