package hera.client.time;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The calls of listeners: one at a time, in order, never on the loop. A user's executor is called on the client's own
 * listener thread, so an executor that runs tasks at once, or blocks, delays nothing else. Safe for use by many
 * threads.
 */
public final class Listeners {
    private static final Logger log = LoggerFactory.getLogger(Listeners.class);

    private final Executor own;
    private final @Nullable Executor users;
    private final ConcurrentLinkedQueue<Runnable> calls = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();

    public Listeners(Executor own, @Nullable Executor users) {
        this.own = own;
        this.users = users;
    }

    /** Calls a listener after those before it. */
    public void call(Runnable call) {
        calls.add(call);
        if (waiting.getAndIncrement() == 0) {
            handOver();
        }
    }

    private void handOver() {
        try {
            own.execute(users == null ? this::runOne : this::handToUsers);
        } catch (RejectedExecutionException e) {
            log.debug("event=listener-after-close");
        }
    }

    private void handToUsers() {
        try {
            if (users != null) {
                users.execute(this::runOne);
            }
        } catch (RuntimeException e) {
            log.error("event=listener-not-called reason=\"the executor does not take it\"", e);
            done();
        }
    }

    private void runOne() {
        Runnable call = calls.peek();
        try {
            if (call != null) {
                call.run();
            }
        } catch (Throwable e) { // no listener stops another
            log.error("event=listener-failed", e);
        } finally {
            done();
        }
    }

    private void done() {
        calls.poll();
        if (waiting.decrementAndGet() > 0) {
            handOver();
        }
    }
}
