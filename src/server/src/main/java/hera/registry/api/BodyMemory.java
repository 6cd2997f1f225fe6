package hera.registry.api;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** The memory for bodies that are read whole before anything of them is stored, shared by all of them. Thread-safe. */
final class BodyMemory {
    private static final int STEP_BYTES = 64 << 10;

    private final long maxBytes;
    private final AtomicLong taken = new AtomicLong();

    BodyMemory(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** The memory is used up. */
    static final class UsedUpException extends Exception {
        private static final long serialVersionUID = 1;

        UsedUpException() {
            super("too many bodies are being read", null, false, false);
        }
    }

    /** A body in memory, until it is closed. Not thread-safe. */
    final class Held implements AutoCloseable {
        private final List<ByteArrayInputStream> steps = new ArrayList<>();
        private int size;

        /** Returns how many bytes it has. */
        int size() {
            return size;
        }

        /** Returns a stream of the whole body, and makes an earlier one useless. */
        InputStream open() {
            steps.forEach(ByteArrayInputStream::reset);
            return new SequenceInputStream(Collections.enumeration(steps));
        }

        /** Takes memory as bytes arrive: a large announced length takes none by itself. */
        private void readFrom(InputStream body, int most) throws IOException, UsedUpException {
            while (size < most) {
                byte[] step = body.readNBytes(Math.min(STEP_BYTES, most - size));
                if (step.length == 0) {
                    return;
                }
                size += step.length;
                steps.add(new ByteArrayInputStream(step));
                if (taken.addAndGet(step.length) > maxBytes) {
                    throw new UsedUpException();
                }
            }
        }

        @Override
        public void close() {
            taken.addAndGet(-size);
            steps.clear();
            size = 0;
        }
    }

    /** Reads a body to its end, or its first {@code most} bytes. */
    Held read(InputStream body, int most) throws IOException, UsedUpException {
        Held held = new Held();
        try {
            held.readFrom(body, most);
            return held;
        } catch (IOException | UsedUpException | RuntimeException e) {
            held.close();
            throw e;
        }
    }
}
