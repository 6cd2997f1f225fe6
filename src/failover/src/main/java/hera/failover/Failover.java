package hera.failover;

import hera.failover.core.Profile;
import hera.failover.store.Store;
import hera.failover.store.TaskStore;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A session at a store, with the members of a program: at most one member of each name, in all processes, is master.
 * Thread-safe.
 *
 * <pre>{@code
 * Failover failover = Failover.open("jdbc:sqlite:/var/lib/app/failover.db");
 * Unmanaged cluster = failover.unmanaged("reports");
 * cluster.on(Event.Master.class, event -> System.out.println("term " + event.term().number()));
 * cluster.run();
 * }</pre>
 */
public final class Failover implements AutoCloseable {
    /** The most names of a session. */
    public static final int MAX_NAMES = 10_000;

    private final Store store;
    private final boolean ownsStore;
    private final Intervals intervals;
    private final Duration drain;
    private final int maxAttempts;
    private final Runner runner;
    private final Map<String, AutoCloseable> names = new HashMap<>(); // guarded by this, as is the next
    private boolean closed;

    private Failover(Builder builder) {
        Store given = builder.store;
        this.ownsStore = given == null;
        this.store = given == null ? StoreUrls.open(builder.url, true) : given;
        this.intervals = builder.intervals;
        this.drain = builder.drain;
        this.maxAttempts = builder.maxAttempts;
        String member = builder.member == null ? NameChecks.ofThisProcess() : builder.member;
        this.runner = new Runner(store, intervals, new Profile(member, builder.priority, builder.share));
    }

    /**
     * Opens a session; does not wait for the store.
     *
     * @param store its URL
     * @return the session
     * @throws IllegalArgumentException if there is no such store
     */
    public static Failover open(String store) {
        return builder().store(store).open();
    }

    /**
     * Returns the member name that a session has by default.
     *
     * @return {@code HOST:PID}
     */
    public static String memberOfThisProcess() {
        return NameChecks.ofThisProcess();
    }

    /**
     * Checks the name to be led.
     *
     * @param name 1 to 255 bytes of UTF-8 without control characters
     * @return the name
     * @throws IllegalArgumentException if it is something else; the message says what is wrong
     */
    public static String checkName(String name) {
        return NameChecks.checkName(name);
    }

    /**
     * Returns a builder with the defaults.
     *
     * @return the builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Creates a member that manages its own work.
     *
     * @param name the name to be led: 1 to 255 bytes of UTF-8 without control characters
     * @return the member, not yet run
     * @throws IllegalArgumentException if the name is bad
     * @throws IllegalStateException if this has a member of that name, or is closed
     */
    public Unmanaged unmanaged(String name) {
        return add(name, new UnmanagedMember(runner, NameChecks.checkName(name), drain));
    }

    /**
     * Makes a member with work in memory.
     *
     * @param name the name to be led
     * @param key the member of a task that is its key: an entry of a map, a component, a getter
     * @param worker works tasks off
     * @param <T> the tasks
     * @return the member, not yet run
     */
    public <T> Managed<T> managed(String name, String key, Worker<? super T> worker) {
        return managed(name, Keys.member(key), worker);
    }

    /**
     * Makes a member with work in memory.
     *
     * @param name the name to be led
     * @param key gives a task's key
     * @param worker works tasks off
     * @param <T> the tasks
     * @return the member, not yet run
     */
    public <T> Managed<T> managed(
            String name, Function<? super T, ? extends @Nullable Object> key, Worker<? super T> worker) {
        Objects.requireNonNull(key);
        Objects.requireNonNull(worker);
        return add(
                name, new ManagedMember<T>(runner, NameChecks.checkName(name), drain, intervals.master(), key, worker));
    }

    /**
     * Creates a member with a task queue in the store.
     *
     * @param name the name to be led
     * @param key gives a task's key
     * @param codec the form of tasks in the store
     * @param worker works tasks off
     * @param <T> the tasks
     * @return the member, not yet run
     * @throws IllegalArgumentException if the store has no queues
     */
    public <T> Managed<T> durable(
            String name,
            Function<? super T, ? extends @Nullable Object> key,
            Codec<T> codec,
            Worker<? super T> worker) {
        TaskStore tasks = store.tasks();
        if (tasks == null) {
            throw new IllegalArgumentException(store.description() + " has no queues");
        }
        return add(
                name,
                new DurableMember<T>(
                        runner, NameChecks.checkName(name), drain, intervals, maxAttempts, tasks, key, codec, worker));
    }

    private synchronized <M extends MemberBase> M add(String name, M member) {
        reserve(name, member);
        runner.add(member);
        return member;
    }

    private void reserve(String name, AutoCloseable member) {
        if (closed) {
            throw new IllegalStateException("closed");
        }
        names.values().removeIf(any -> any instanceof MemberBase other && other.isClosed());
        if (names.containsKey(name)) {
            throw new IllegalStateException("there is a member of " + name + " already");
        }
        if (names.size() >= MAX_NAMES) {
            throw new IllegalStateException("there are " + MAX_NAMES + " names already");
        }
        names.put(name, member);
    }

    /**
     * Watches the master of a name without being a candidate.
     *
     * @param name the led name
     * @return the view
     */
    public synchronized Watch watch(String name) {
        if (closed) {
            throw new IllegalStateException("closed");
        }
        WatchView watch = new WatchView(runner, NameChecks.checkName(name));
        runner.add(watch);
        return watch;
    }

    /**
     * Returns a snapshot of the session, for a health check; never blocks.
     *
     * @return the facts
     */
    public Facts facts() {
        return runner.facts();
    }

    /** Closes every member; returns within the drain and a second. Idempotent. */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        runner.close(drain.plusSeconds(1));
        if (ownsStore) {
            store.close();
        }
    }

    /** The builder of a session. Not thread-safe. */
    public static final class Builder {
        private String url = StoreUrls.DEFAULT;
        private @Nullable Store store;
        private Intervals intervals = Intervals.DEFAULT;
        private @Nullable String member;
        private int priority;
        private boolean share;
        private Duration drain = Duration.ofSeconds(5);
        private int maxAttempts;

        private Builder() {}

        /**
         * Sets the store.
         *
         * @param value {@code mongodb://…}, {@code jdbc:postgresql://…}, {@code jdbc:sqlite:FILE} or {@code nodb}; default
         *     {@link StoreUrls#DEFAULT}
         * @return this
         */
        public Builder store(String value) {
            url = Objects.requireNonNull(value, "store");
            store = null;
            return this;
        }

        /**
         * Sets the store; it is not closed with the session.
         *
         * @param value for example {@code MemoryStore.create()}
         * @return this
         */
        public Builder store(Store value) {
            store = Objects.requireNonNull(value, "store");
            return this;
        }

        /**
         * Sets the intervals.
         *
         * @param value default {@link Intervals#DEFAULT}
         * @return this
         */
        public Builder intervals(Intervals value) {
            intervals = Objects.requireNonNull(value, "intervals");
            return this;
        }

        /**
         * Sets the member name that people see.
         *
         * @param name default {@code HOST:PID}
         * @return this
         */
        public Builder member(String name) {
            member = NameChecks.checkName(name);
            return this;
        }

        /**
         * Sets the priority: a master hands over to a member of higher priority that has been slave for a lease.
         *
         * @param value -100 to 100, default 0
         * @return this
         */
        public Builder priority(int value) {
            if (value < -100 || value > 100) {
                throw new IllegalArgumentException("priority " + value + " is not -100 to 100");
            }
            priority = value;
            return this;
        }

        /**
         * Sets whether names are divided among the sessions that share.
         *
         * @param value default false
         * @return this
         */
        public Builder share(boolean value) {
            share = value;
            return this;
        }

        /**
         * Sets the time that running work has to end before it is interrupted.
         *
         * @param value default 5 s; longer: a hand-over may wait longer
         * @return this
         */
        public Builder drain(Duration value) {
            if (value.isNegative() || value.compareTo(Duration.ofHours(1)) > 0) {
                throw new IllegalArgumentException("drain " + value + " is not 0 to 1 h");
            }
            drain = value;
            return this;
        }

        /**
         * Sets the number of attempts after which a failing durable task is set aside.
         *
         * @param attempts at least 1; default: unlimited
         * @return this
         */
        public Builder maxAttempts(int attempts) {
            if (attempts < 1) {
                throw new IllegalArgumentException("maxAttempts " + attempts + " is less than 1");
            }
            maxAttempts = attempts;
            return this;
        }

        /**
         * Opens the session; does not wait for the store.
         *
         * @return the session
         * @throws IllegalArgumentException if there is no such store
         */
        public Failover open() {
            return new Failover(this);
        }
    }
}
