package hera.spawn.edge;

import java.util.concurrent.atomic.AtomicLong;

/** The source of ids for writes: a random word of this start, and a number. Thread-safe. */
public final class WriteIds {
    private static final int RADIX = 36;

    private final String start;
    private final AtomicLong next = new AtomicLong();

    /** @param start a random word of this start of the process; at most 20 URL-safe characters */
    public WriteIds(String start) {
        this.start = start;
    }

    String next() {
        return start + "-" + Long.toString(next.incrementAndGet(), RADIX);
    }
}
