package hera.failover;

import hera.failover.core.Action;
import hera.failover.core.Role;
import hera.failover.core.Tenure;
import hera.failover.store.NameRecord;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The base of all members: states, events, and resigning. Made for extension in this package. */
abstract class MemberBase implements Member {
    private static final Logger LOG = LoggerFactory.getLogger("failover");

    private final Host host;
    private final String name;
    private final Duration patience;
    private final Executor events;
    private final List<Consumer<Event>> listeners = new CopyOnWriteArrayList<>();
    private final AtomicBoolean ran = new AtomicBoolean();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private volatile boolean closing;
    private volatile State state = State.INIT;
    private volatile long stateSince;
    private volatile @Nullable HeldTerm term;
    private volatile @Nullable NameRecord row;
    private final Queue<CompletableFuture<Void>> resignations = new ConcurrentLinkedQueue<>();

    MemberBase(Host host, String name, Duration drain) {
        this.host = host;
        this.name = name;
        this.patience = drain.plusSeconds(1);
        this.events = host.inOrder();
        this.stateSince = host.clock().getAsLong();
    }

    final Host host() {
        return host;
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final void run() {
        checkOpen();
        if (!ran.compareAndSet(false, true)) {
            throw new IllegalStateException(name + " runs already");
        }
        host.run(name);
    }

    final boolean isClosed() {
        return closed.isDone();
    }

    final void checkOpen() {
        if (closing) {
            throw new IllegalStateException(name + " is closed");
        }
    }

    @Override
    public final State state() {
        return state;
    }

    @Override
    public final boolean isMaster() {
        HeldTerm present = term;
        return present != null && present.holds();
    }

    @Override
    public final Optional<Term> term() {
        HeldTerm present = term;
        return present != null && present.holds() ? Optional.of(present) : Optional.empty();
    }

    final <E extends Event> void listen(Class<E> type, Consumer<? super E> listener) {
        checkOpen();
        listeners.add(event -> {
            if (type.isInstance(event)) {
                listener.accept(type.cast(event));
            }
        });
    }

    @Override
    public final void synchronize(String id) {
        checkOpen();
        host.synchronize(name, NameChecks.checkId(id));
    }

    @Override
    public final void resign() {
        checkOpen();
        CompletableFuture<Void> done = new CompletableFuture<>();
        resignations.add(done);
        host.resign(name);
        if (!isWorking()) {
            await(done, Duration.ofDays(1));
        }
    }

    @Override
    public final void close() {
        closing = true;
        if (!ran.get()) {
            closed.complete(null);
            host.forget(name);
            return;
        }
        host.close(name);
        if (!isWorking()) {
            await(closed, patience);
        }
    }

    /** Returns whether the caller is this member's own worker, which must not wait for its own end. */
    boolean isWorking() {
        return false;
    }

    private static void await(CompletableFuture<Void> done, Duration limit) {
        try {
            done.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException e) {
            LOG.warn("event=left reason=\"not ended within {} ms\"", limit.toMillis());
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Delivers an event to the listeners, after the earlier ones. */
    final void tell(Event event) {
        events.execute(() -> listeners.forEach(listener -> tell(listener, event)));
    }

    private void tell(Consumer<Event> listener, Event event) {
        try {
            listener.accept(event);
        } catch (Throwable e) {
            LOG.error("event=panic name={} listener of {} threw", name, event.name(), e);
            if (!(event instanceof Event.Panic)) {
                tell(new Event.Panic(e));
            }
        }
    }

    final void panic(Throwable cause) {
        LOG.error("event=panic name={}", name, cause);
        tell(new Event.Panic(cause));
    }

    static String nameOf(Action action) {
        if (action instanceof Action.Entered entered) {
            return entered.name();
        } else if (action instanceof Action.Left left) {
            return left.name();
        } else if (action instanceof Action.Ready ready) {
            return ready.name();
        } else if (action instanceof Action.Drain drain) {
            return drain.name();
        } else if (action instanceof Action.Changed changed) {
            return changed.name();
        } else if (action instanceof Action.Heard heard) {
            return heard.name();
        } else if (action instanceof Action.Failed failed) {
            return failed.name();
        } else if (action instanceof Action.Connected connected) {
            return connected.name();
        } else if (action instanceof Action.Alarm alarm) {
            return alarm.name();
        } else if (action instanceof Action.Resigned resignedAction) {
            return resignedAction.name();
        }
        return action instanceof Action.Closed closedAction ? closedAction.name() : "";
    }

    /** Carries out an action of the core for this name; on the core's thread, so it must not block. */
    final void act(Action action) {
        if (action instanceof Action.Entered) {
            Tenure tenure = host.tenure(name);
            term = tenure == null ? null : new HeldTerm(tenure, host.clock());
        } else if (action instanceof Action.Left) {
            leave();
        } else if (action instanceof Action.Ready) {
            HeldTerm present = term;
            if (present != null) {
                ready(present);
            }
        } else if (action instanceof Action.Drain drain) {
            drain(drain.term());
        } else if (action instanceof Action.Resigned) {
            for (var done = resignations.poll(); done != null; done = resignations.poll()) {
                done.complete(null);
            }
        } else if (action instanceof Action.Closed) {
            closed.complete(null);
            host.forget(name);
        } else {
            report(action);
        }
    }

    private void leave() {
        HeldTerm over = term;
        term = null;
        if (over != null) {
            left(over);
            host.pool().execute(over::end);
        }
    }

    private void report(Action action) {
        if (action instanceof Action.Changed changed) {
            change(changed);
        } else if (action instanceof Action.Heard heard) {
            heard(heard.identifier());
            tell(new Event.Synchronize(heard.identifier()));
        } else if (action instanceof Action.Failed failed) {
            LOG.warn("event=error name={} cause=\"{}\"", name, failed.cause().toString());
            tell(new Event.Error(failed.cause()));
        } else if (action instanceof Action.Connected) {
            LOG.info("event=connected name={}", name);
            tell(new Event.Info("connected"));
        } else if (action instanceof Action.Alarm alarm) {
            panic(new IllegalStateException(alarm.text()));
        }
    }

    private void change(Action.Changed changed) {
        Role from = changed.from();
        state = State.valueOf(changed.to().name());
        stateSince = host.clock().getAsLong();
        tell(new Event.StateChange(from == null ? "boot" : lower(from), lower(changed.to())));
        HeldTerm present = term;
        if (changed.to() == Role.MASTER && present != null) {
            tell(new Event.Master(present));
        } else if (changed.to() == Role.SLAVE) {
            tell(new Event.Slave());
        }
    }

    private static String lower(Role role) {
        return role.name().toLowerCase(Locale.ROOT);
    }

    final void show(Action.Shown shown) {
        row = shown.row();
    }

    final Facts.Name facts(long now) {
        HeldTerm present = term;
        NameRecord seen = row;
        return new Facts.Name(
                name,
                state,
                present != null && present.holds() ? OptionalLong.of(present.number()) : OptionalLong.empty(),
                Duration.ofNanos(Math.max(0, now - stateSince)),
                Optional.ofNullable(seen == null ? null : seen.member()),
                waiting(),
                running(now));
    }

    int waiting() {
        return 0;
    }

    Optional<Duration> running(long now) {
        return Optional.empty();
    }

    /** Called when the mastership begins: work may start. */
    void ready(HeldTerm present) {}

    /** Called when work must end; calls {@link Runner#drained} after that. */
    void drain(long number) {
        host.drained(name, number);
    }

    /** Called when the mastership has ended. */
    void left(HeldTerm over) {}

    /** Called with a new identifier of the master. */
    void heard(String identifier) {}
}
