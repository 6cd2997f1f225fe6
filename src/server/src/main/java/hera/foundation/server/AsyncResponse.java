package hera.foundation.server;

import hera.foundation.http.RequestRefusedException;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Lock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A response that is given after its request's thread has gone, as fast as its client reads; no thread waits for it.
 * Thread-safe. No method throws for what the client or the container does, so that a waiter's trouble stays its own.
 */
public final class AsyncResponse implements ByteSink, WriteListener, AsyncListener {
    /*
     * The container reuses a request and its response as soon as they have ended. So the response is touched in one place,
     * touch(), with two locks in hand: the connection's, under which the container ends requests, and then this object's,
     * which guards the state, "over" first of all. The connection's lock is never waited for on a caller's thread, because
     * callers have locks of their own and the container calls onClose with the connection's in hand: when it is taken, one
     * of the container's threads does the work.
     */

    /** Bytes given to the container at a time: it buffers as many until the client reads them. */
    private static final int STEP_BYTES = 16 << 10;

    /** The name of the attribute of a request that holds a {@link Keeper}; an open node has none. */
    public static final String KEEPER = Keeper.class.getName();

    private static final Logger log = LoggerFactory.getLogger(AsyncResponse.class);

    private final AsyncContext async;
    private final HttpServletResponse response;
    private final ServedConnection connection;
    private final AtomicReference<@Nullable Runnable> onClose = new AtomicReference<>();

    // Guarded by this.
    private final Deque<byte[]> queue = new ArrayDeque<>();
    private @Nullable ServletOutputStream out;
    private int written;
    private long unwritten;
    private boolean writable;
    private boolean unflushed;
    private boolean finishing;
    private volatile boolean over;

    private @Nullable Runnable forget;

    /** A listener that hears of every response that is given later. */
    @FunctionalInterface
    public interface Keeper {
        /** Notes a response; returns what to do when it has ended. */
        Runnable keep(AsyncResponse response);
    }

    private AsyncResponse(AsyncContext async, HttpServletResponse response, ServedConnection connection) {
        this.async = async;
        this.response = response;
        this.connection = connection;
    }

    /** The response of a request whose {@code async} has just been started; called on the request's thread. */
    public static AsyncResponse of(AsyncContext async, HttpServletResponse response) {
        AsyncResponse outgoing = new AsyncResponse(async, response, DisconnectAwareProtocol.servedConnection());
        async.setTimeout(0);
        async.addListener(outgoing);
        outgoing.connection.isAwaitedBy(outgoing);
        if (async.getRequest() != null && async.getRequest().getAttribute(KEEPER) instanceof Keeper keeper) {
            outgoing.forget = keeper.keep(outgoing);
        }
        return outgoing;
    }

    /** Runs the task once when the response has ended, from either side; at once if it already has. */
    public void onClose(Runnable task) {
        if (!onClose.compareAndSet(null, task)) {
            task.run();
        }
    }

    /** Gives the whole response: its head and, unless null, its body. Does nothing if it has begun or ended. */
    public void respond(Consumer<HttpServletResponse> head, byte @Nullable [] body) {
        begin(head);
        if (body != null) {
            write(body);
        }
        finish();
    }

    /**
     * Gives a refusal: its problem, and {@code Retry-After} where it says when.
     *
     * @param head sets further headers
     */
    public void refuse(Consumer<HttpServletResponse> head, RequestRefusedException refused) {
        byte[] problem = Responses.problem(refused.status(), refused.detail()).json();
        respond(head.andThen(response -> Responses.problemHead(response, refused, problem.length)), problem);
    }

    /** Begins the response with its head. */
    public void begin(Consumer<HttpServletResponse> head) {
        touch(() -> {
            if (out == null) {
                head.accept(response);
                ServletOutputStream stream = response.getOutputStream();
                out = stream;
                unflushed = true;
                stream.setWriteListener(this);
            }
        });
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
        touch(this::drain);
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
        touch(this::drain);
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
        touch(this::drain);
    }

    /**
     * Ends a response from this side before its time: with a refusal if it has not begun, else by cutting it off. One that
     * is being finished is left to it.
     *
     * @param head sets further headers of the refusal
     */
    public void dismiss(Consumer<HttpServletResponse> head, RequestRefusedException refused) {
        byte[] problem = Responses.problem(refused.status(), refused.detail()).json();
        touch(() -> {
            if (finishing) {
                return;
            }
            finishing = true;
            queue.clear();
            unwritten = 0;
            written = 0;
            if (out != null) {
                drain();
                return;
            }
            head.accept(response);
            Responses.problemHead(response, refused, problem.length);
            queue.add(problem);
            unwritten = problem.length;
            ServletOutputStream stream = response.getOutputStream();
            out = stream;
            stream.setWriteListener(this);
        });
        end();
    }

    @Override
    public void onWritePossible() {
        synchronized (this) {
            writable = true;
        }
        touch(this::drain);
    }

    /** A step that touches the response. */
    private interface Step {
        void run() throws IOException;
    }

    private void touch(Step step) {
        if (over) {
            return;
        }
        Lock lock = connection.lock();
        if (lock.tryLock()) {
            try {
                touchLocked(step);
            } finally {
                lock.unlock();
            }
            return;
        }
        try {
            connection.execute(() -> {
                lock.lock();
                try {
                    touchLocked(step);
                } finally {
                    lock.unlock();
                }
            });
        } catch (RejectedExecutionException e) { // the server has stopped
            isOver();
            end();
        }
    }

    private void touchLocked(Step step) {
        boolean failed = false;
        synchronized (this) {
            if (over) {
                return;
            }
            try {
                step.run();
            } catch (IOException e) {
                isOver(); // the container hears of it, too, and ends the request
            } catch (RuntimeException e) {
                log.debug("event=response-failed error=\"{}\"", e.toString());
                isOver();
                failed = true;
            }
        }
        if (failed) {
            complete();
            end();
        }
    }

    /** Writes what the client's connection takes, and completes the response when nothing will follow. */
    private void drain() throws IOException {
        if (writable && writeWhatFits()) {
            isOver();
            complete();
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

    private void complete() {
        try {
            async.complete();
        } catch (RuntimeException e) { // the container has ended it itself
            log.debug("event=response-not-completed error=\"{}\"", e.toString());
        }
    }

    private synchronized void isOver() {
        over = true;
        queue.clear();
        unwritten = 0;
    }

    private void end() {
        Runnable task = onClose.getAndSet(End.CLOSED);
        if (task == End.CLOSED) {
            return;
        }
        run(task);
        run(forget);
    }

    private static void run(@Nullable Runnable task) {
        try {
            if (task != null) {
                task.run();
            }
        } catch (RuntimeException e) {
            log.error("event=response-end-failed", e);
        }
    }

    /** Ends the response from the container's side: from now on it belongs to another request. */
    void hasEnded() {
        isOver();
        connection.isAwaitedBy(null);
        end();
    }

    @Override
    public void onError(Throwable failure) {
        isOver();
    }

    @Override
    public void onComplete(AsyncEvent event) {
        hasEnded();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        hasEnded();
    }

    @Override
    public void onError(AsyncEvent event) {
        hasEnded();
        event.getAsyncContext().complete();
    }

    @Override
    public void onStartAsync(AsyncEvent event) {}

    /** The mark in place of a task when the end has been reached. */
    private enum End implements Runnable {
        CLOSED;

        @Override
        public void run() {}
    }
}
