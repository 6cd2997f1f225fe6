package hera.spawn.edge;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The access log: a line for each request, written on a thread of its own, so that no request waits for the disk. Lines
 * that come faster than they can be written are lost, and their number is logged. Thread-safe.
 */
public final class AccessLog implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(AccessLog.class);
    private static final int MOST_WAITING = 65_536;
    private static final long PATIENCE_SECONDS = 5;

    private final OutputStream out;
    private final BlockingQueue<byte[]> waiting = new LinkedBlockingQueue<>(MOST_WAITING);
    private final AtomicLong lost = new AtomicLong();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean closing;

    /**
     * @param out the stream that gets the lines; closed with this
     * @param threads gives the thread, which is used until this is closed
     */
    public AccessLog(OutputStream out, Executor threads) {
        this.out = out;
        threads.execute(this::run);
    }

    /** Adds a line, which includes its line end. */
    void add(byte[] line) {
        if (!waiting.offer(line)) {
            lost.incrementAndGet();
        }
    }

    /** Writes the waiting lines, and ends. */
    @Override
    public void close() {
        closing = true;
        try {
            if (!ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                log.warn("event=access-log-ends-late");
            }
            out.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            log.warn("event=access-log-not-closed reason={}", e.getMessage());
        }
    }

    private void run() {
        while (!closing || !waiting.isEmpty()) {
            try {
                byte[] line = waiting.poll(100, TimeUnit.MILLISECONDS);
                while (line != null) {
                    out.write(line);
                    line = waiting.poll();
                }
                out.flush();
                sayWhatWasLost();
            } catch (IOException e) {
                lost.incrementAndGet();
                log.warn("event=access-log-not-written reason={}", e.getMessage());
            } catch (InterruptedException e) {
                closing = true;
            } catch (Throwable e) {
                log.error("event=access-log-failed", e);
            }
        }
        ended.countDown();
    }

    private void sayWhatWasLost() {
        long lines = lost.getAndSet(0);
        if (lines > 0) {
            log.warn("event=access-log-lost lines={}", lines);
        }
    }
}
