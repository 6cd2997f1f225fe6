package hera.failover;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A member that works while it is master: in rounds that never overlap, however late one ends. Made for extension in
 * this package.
 *
 * @param <T> the tasks
 */
abstract class WorkingMember<T> extends MemberBase implements Managed<T> {
    private static final Logger LOG = LoggerFactory.getLogger("failover:managed");

    /** The time to wait for interrupted work to end. */
    private static final Duration AFTER_INTERRUPT = Duration.ofMillis(500);

    private final Worker<? super T> worker;
    private final Duration drain;
    private @Nullable HeldTerm ready; // guarded by this, as are the next
    private boolean running;
    private long draining; // the term whose work is to end; 0 for none
    private Runnable retry = () -> {};
    private volatile long startedAt = -1;
    private volatile @Nullable Thread thread;

    WorkingMember(Host host, String name, Duration drain, Worker<? super T> worker) {
        super(host, name, drain);
        this.worker = worker;
        this.drain = drain;
    }

    /** Starts a round, which calls {@link #ended} at its end. */
    abstract void round(HeldTerm term);

    /** Returns whether a round probably has something to do. */
    abstract boolean hasWork();

    @Override
    public final <E extends Event> Managed<T> on(Class<E> type, Consumer<? super E> listener) {
        listen(type, listener);
        return this;
    }

    @Override
    final synchronized void ready(HeldTerm present) {
        ready = present;
        if (draining != present.number()) {
            draining = 0;
        }
        pump();
    }

    @Override
    final synchronized void left(HeldTerm over) {
        if (ready == over) {
            ready = null;
        }
    }

    @Override
    final synchronized void drain(long number) {
        draining = number;
        retry.run();
        if (!running) {
            host().drained(name(), number);
            return;
        }
        HeldTerm present = ready;
        if (present != null) {
            host().pool().execute(present::leave);
        }
        host().schedule(drain.toNanos(), () -> interrupt(number));
    }

    /** Interrupts work that does not end, and waits no longer for it. */
    private synchronized void interrupt(long number) {
        if (draining == number && running) {
            HeldTerm present = ready;
            if (present != null) {
                host().pool().execute(present::end);
            }
            host().schedule(AFTER_INTERRUPT.toNanos(), () -> host().drained(name(), number));
        }
    }

    /** Returns whether this member is master and its work may run. */
    final synchronized boolean isReady() {
        return ready != null;
    }

    /** Starts a round if this is master, has work, and no round is in progress. */
    final synchronized void pump() {
        HeldTerm present = ready;
        if (present != null && !running && draining == 0 && hasWork()) {
            running = true;
            retry.run();
            host().pool().execute(() -> round(present));
        }
    }

    /** Ends a round; the next begins after the pause, or when a task is submitted. */
    final synchronized void ended(long pauseNanos) {
        running = false;
        startedAt = -1;
        if (draining > 0) {
            host().drained(name(), draining);
        } else if (pauseNanos > 0) {
            retry = host().schedule(pauseNanos, this::pump);
        } else {
            pump();
        }
    }

    /** Calls the worker; an exception and a null stage become failures. */
    final CompletionStage<Boolean> call(T task, HeldTerm term) {
        startedAt = host().clock().getAsLong();
        thread = Thread.currentThread();
        try {
            @Nullable CompletionStage<Boolean> stage = worker.work(task, term);
            if (stage != null) {
                return stage;
            }
            NullPointerException nothing = new NullPointerException("the worker of " + name() + " returned null");
            panic(nothing);
            return CompletableFuture.failedFuture(nothing);
        } catch (Throwable e) {
            LOG.debug("name={} worker failed", name(), e);
            return CompletableFuture.failedFuture(e);
        } finally {
            thread = null;
        }
    }

    @Override
    final boolean isWorking() {
        return Thread.currentThread().equals(thread);
    }

    @Override
    final int waiting() {
        return pending();
    }

    @Override
    final Optional<Duration> running(long now) {
        long since = startedAt;
        return since < 0 ? Optional.empty() : Optional.of(Duration.ofNanos(Math.max(0, now - since)));
    }
}
