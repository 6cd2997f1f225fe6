package hera.foundation.server;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A response that is written after its request's thread has gone, as fast as its client reads; no thread waits for it.
 * Thread-safe.
 */
public final class AsyncResponse implements ByteSink, WriteListener, AsyncListener {
    /** Bytes given to the container at a time: it buffers as many until the client reads them. */
    private static final int STEP_BYTES = 16 << 10;

    private final AsyncContext async;
    private final HttpServletResponse response;
    private final Deque<byte[]> queue = new ArrayDeque<>();
    private @Nullable Runnable onClose;
    private @Nullable ServletOutputStream out;
    private int written;
    private long unwritten;
    private boolean writable;
    private boolean unflushed;
    private boolean finishing;
    private boolean over;

    private AsyncResponse(AsyncContext async, HttpServletResponse response) {
        this.async = async;
        this.response = response;
    }

    /** For a request whose {@code async} has just been started. */
    public static AsyncResponse of(AsyncContext async, HttpServletResponse response) {
        AsyncResponse outgoing = new AsyncResponse(async, response);
        async.setTimeout(0);
        async.addListener(outgoing);
        return outgoing;
    }

    /** Runs the task once when the response has ended, from either side; at once if it already has. */
    public void onClose(Runnable task) {
        synchronized (this) {
            if (!over) {
                onClose = task;
                return;
            }
        }
        task.run();
    }

    /** Begins the answer. */
    public void begin(Consumer<HttpServletResponse> head) throws IOException {
        ServletOutputStream stream;
        synchronized (this) {
            if (over || out != null) {
                return;
            }
            head.accept(response);
            stream = response.getOutputStream();
            out = stream;
            unflushed = true;
        }
        // The container takes the connection's lock for this, and its threads come here with that lock in hand.
        stream.setWriteListener(this);
    }

    @Override
    public void write(byte[] bytes) {
        synchronized (this) {
            if (over || finishing) {
                return;
            }
            queue.add(bytes);
            unwritten += bytes.length;
        }
        drainQuietly();
    }

    @Override
    public synchronized long unwritten() {
        return unwritten;
    }

    @Override
    public void finish() {
        synchronized (this) {
            finishing = true;
        }
        drainQuietly();
    }

    /**
     * {@inheritDoc} The connection is closed when the client reads again, or by the container's write timeout when it
     * does not: to close it in good order now would mean to wait for it.
     */
    @Override
    public void abort() {
        synchronized (this) {
            queue.clear();
            unwritten = 0;
            written = 0;
            finishing = true;
        }
        end();
        drainQuietly();
    }

    @Override
    public void onWritePossible() throws IOException {
        synchronized (this) {
            writable = true;
        }
        drain();
    }

    /** On a failure the container hears of it, too, and calls {@link #onError}. */
    private void drainQuietly() {
        try {
            drain();
        } catch (IOException e) {
            isOver();
        }
    }

    private void drain() throws IOException {
        boolean complete;
        synchronized (this) {
            complete = !over && writable && writeWhatFits();
            over |= complete;
        }
        if (complete) {
            async.complete();
        }
    }

    /** Returns whether all is written and nothing will follow. */
    private boolean writeWhatFits() throws IOException {
        ServletOutputStream stream = out;
        while (stream != null && stream.isReady()) {
            byte[] next = queue.peek();
            if (next != null) {
                int step = Math.min(STEP_BYTES, next.length - written);
                stream.write(next, written, step);
                written += step;
                unwritten -= step;
                unflushed = true;
                if (written == next.length) {
                    queue.remove();
                    written = 0;
                }
            } else if (unflushed) {
                unflushed = false;
                stream.flush();
            } else {
                return finishing;
            }
        }
        return false;
    }

    private synchronized void isOver() {
        over = true;
        queue.clear();
        unwritten = 0;
    }

    private void end() {
        Runnable task;
        synchronized (this) {
            task = onClose;
            onClose = null;
        }
        if (task != null) {
            task.run();
        }
    }

    @Override
    public void onError(Throwable failure) {
        isOver();
    }

    @Override
    public void onComplete(AsyncEvent event) {
        isOver();
        end();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        isOver();
        end();
    }

    @Override
    public void onError(AsyncEvent event) {
        isOver();
        end();
        event.getAsyncContext().complete();
    }

    @Override
    public void onStartAsync(AsyncEvent event) {}
}
