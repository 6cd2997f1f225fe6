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
 * A member that works while it is master: one round at a time, the next when the one before has ended, however late. Made
 * for extension in this package.
 *
 * @param <T> the tasks
 */
abstract class WorkingMember<T> extends MemberBase implements Managed<T> {
    private static final Logger LOG = LoggerFactory.getLogger("failover:managed");

    /** How long work that was interrupted is waited for. */
    private static final Duration AFTER_INTERRUPT = Duration.ofMillis(500);

    private final Worker<? super T> worker;
    private final Duration drain;
    private @Nullable HeldTerm ready; // guarded by this, as are the next
    private boolean running;
    private boolean draining;
    private Runnable retry = () -> {};
    private volatile long startedAt = -1;
    private volatile @Nullable Thread thread;

    WorkingMember(Runner runner, String name, Duration drain, Worker<? super T> worker) {
        super(runner, name, drain);
        this.worker = worker;
        this.drain = drain;
    }

    /** Begins a round; {@link #ended} tells when it has ended. */
    abstract void round(HeldTerm term);

    /** Whether a round has something to do, as far as is known. */
    abstract boolean hasWork();

    @Override
    public final <E extends Event> Managed<T> on(Class<E> type, Consumer<? super E> listener) {
        listen(type, listener);
        return this;
    }

    @Override
    final synchronized void ready(HeldTerm present) {
        ready = present;
        draining = false;
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
        draining = true;
        retry.run();
        if (!running) {
            runner().drained(name(), number);
            return;
        }
        HeldTerm present = ready;
        if (present != null) {
            runner().pool().execute(present::leave);
        }
        runner().loop().schedule(drain.toNanos(), () -> {
            if (present != null && isDraining(present)) {
                runner().pool().execute(present::end);
                runner().loop().schedule(AFTER_INTERRUPT.toNanos(), () -> runner().drained(name(), number));
            }
        });
    }

    private synchronized boolean isDraining(HeldTerm of) {
        return draining && running && ready == of;
    }

    /** Whether this member has the mastership and may use it. */
    final synchronized boolean isReady() {
        return ready != null;
    }

    /** Begins a round if there is a mastership, work, and no round yet. */
    final synchronized void pump() {
        HeldTerm present = ready;
        if (present != null && !running && !draining && hasWork()) {
            running = true;
            retry.run();
            runner().pool().execute(() -> round(present));
        }
    }

    /** Takes in that a round has ended; the next begins after that time, or when a task comes in. */
    final synchronized void ended(HeldTerm term, long pauseNanos) {
        running = false;
        startedAt = -1;
        if (draining) {
            runner().drained(name(), term.number());
        } else if (pauseNanos > 0) {
            retry = runner().loop().schedule(pauseNanos, this::pump);
        } else {
            pump();
        }
    }

    /** Calls the worker; what it throws, and a stage that is null, are failures. */
    final CompletionStage<Boolean> call(T task, HeldTerm term) {
        startedAt = runner().clock().getAsLong();
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
