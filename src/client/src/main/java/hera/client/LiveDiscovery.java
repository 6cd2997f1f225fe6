package hera.client;

import hera.client.lists.Difference;
import hera.client.lists.ListMerge;
import hera.client.lists.PollPace;
import hera.client.time.Signal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A service's list in a running client. Merged in steps of the loop, read by any thread. */
final class LiveDiscovery implements Discovery {
    /** Without use and without listeners for so long, a service is watched no longer. */
    static final Duration UNUSED_LIMIT = Duration.ofMinutes(10);

    private final String service;
    private final ClientParts parts;
    private final ServiceWatches watcher;
    private final Signal signal;
    private final ListMerge<Instance> merge = new ListMerge<>();
    private final PollPace pace = new PollPace();
    private final List<Listening> listeners = new CopyOnWriteArrayList<>();
    private final AtomicBoolean asleep = new AtomicBoolean();
    private final AtomicLong turn;
    private volatile Snapshot snapshot = Snapshot.EMPTY;
    private volatile boolean known;
    private volatile boolean used = true;
    private volatile boolean closed;
    private volatile long confirmedAtMillis;

    /** By the loop only. */
    private @Nullable String tag;

    private long usedAtMillis;

    LiveDiscovery(String service, ClientParts parts, ServiceWatches watcher) {
        this.service = service;
        this.parts = parts;
        this.watcher = watcher;
        this.signal = new Signal(parts.loop());
        this.turn = new AtomicLong(parts.chance().nextLong() >>> 1);
    }

    private final class Listening implements Subscription {
        private final Consumer<Change> listener;
        private volatile boolean over;

        Listening(Consumer<Change> listener) {
            this.listener = listener;
        }

        void call(Change change) {
            parts.listeners().call(() -> {
                if (!over) {
                    listener.accept(change);
                }
            });
        }

        @Override
        public void close() {
            over = true;
            listeners.remove(this);
        }
    }

    @Override
    public String service() {
        return service;
    }

    @Override
    public List<Instance> instances() {
        return current().up();
    }

    @Override
    public List<Instance> all() {
        return current().all();
    }

    @Override
    public boolean await(Duration timeout) {
        current();
        return signal.await(() -> known || closed, timeout) && known && !closed;
    }

    @Override
    public Optional<Instance> pick() {
        Snapshot now = current();
        int index = now.weights().atTurn(turn.getAndIncrement());
        return index < 0 ? Optional.empty() : Optional.of(now.up().get(index));
    }

    @Override
    public Subscription onChange(Consumer<Change> listener) {
        Listening listening = new Listening(listener);
        current();
        parts.loop().execute(() -> {
            if (known && !listening.over) {
                List<Instance> all = snapshot.all();
                listening.call(new Change(all, List.of(), List.of(), all));
            }
            listeners.add(listening);
            if (listening.over) {
                listeners.remove(listening);
            }
        });
        return listening;
    }

    @Override
    public Optional<Duration> age() {
        return known
                ? Optional.of(Duration.ofMillis(Math.max(0, parts.loop().millis() - confirmedAtMillis)))
                : Optional.empty();
    }

    @Override
    public void close() {
        closed = true;
        signal.raise();
        watcher.remove(this);
        parts.loop().execute(() -> parts.meters().forget(service));
    }

    boolean isClosed() {
        return closed;
    }

    /** The list as it stands, for a balancer's choice. */
    Snapshot current() {
        if (!used) {
            used = true;
        }
        if (asleep.get() && asleep.compareAndSet(true, false)) {
            parts.loop().execute(() -> watcher.wake(this));
        }
        return snapshot;
    }

    ClientParts parts() {
        return parts;
    }

    // All that follows runs in steps of the loop.

    Map<String, Instance> entries() {
        return merge.entries();
    }

    @Nullable
    String tag() {
        return tag;
    }

    /** Makes its size known to those who watch the program; reading it there is no use of the list. */
    void measure() {
        if (!closed) {
            parts.meters().measureInstances(service, () -> snapshot.up().size());
        }
    }

    /** Whether it is kept current. May be called by any thread. */
    boolean isWatched() {
        return !closed && !asleep.get();
    }

    boolean isEmpty() {
        return snapshot.all().isEmpty();
    }

    PollPace pace() {
        return pace;
    }

    /**
     * Takes a node's list.
     *
     * @param newTag the node's tag for it, or null
     * @param incomplete whether the node may lack live instances
     * @return whether anything changed
     */
    boolean take(Map<String, Instance> listed, @Nullable String newTag, boolean incomplete, @Nullable String from) {
        tag = newTag;
        NavigableMap<String, Instance> before = merge.entries();
        if (incomplete) {
            merge.takeIncomplete(listed, from, parts.loop().millis());
        } else {
            merge.takeComplete(listed);
        }
        confirmedAtMillis = parts.loop().millis();
        return publish(before, known || !incomplete || !listed.isEmpty());
    }

    /** Takes a node's word that its list is what it was. */
    void confirm(boolean incomplete) {
        NavigableMap<String, Instance> before = merge.entries();
        confirmedAtMillis = parts.loop().millis();
        if (!incomplete) {
            merge.confirmComplete();
            publish(before, true);
        }
    }

    /** Drops what incomplete nodes have lacked for too long. */
    void expire() {
        long now = parts.loop().millis();
        if (merge.nextExpiry().orElse(Long.MAX_VALUE) <= now) {
            NavigableMap<String, Instance> before = merge.entries();
            merge.expire(now);
            publish(before, known);
        }
    }

    private boolean publish(Map<String, Instance> before, boolean isKnown) {
        Difference<Instance> difference = Difference.between(before, merge.entries());
        boolean isFirst = isKnown && !known;
        if (!difference.isEmpty()) {
            snapshot = Snapshot.of(merge.entries().values());
        }
        known = isKnown;
        if (isFirst) {
            signal.raise();
        }
        if (!difference.isEmpty() && !closed) {
            Change change = new Change(difference.added(), difference.changed(), difference.removed(), snapshot.all());
            listeners.forEach(listening -> listening.call(change));
        }
        return !difference.isEmpty();
    }

    /** Looks whether it was used since the last time; returns whether it is to be watched no longer. */
    boolean fallsAsleep() {
        long now = parts.loop().millis();
        if (used || !listeners.isEmpty() || usedAtMillis == 0) {
            used = false;
            usedAtMillis = now;
        }
        boolean unused = now - usedAtMillis >= UNUSED_LIMIT.toMillis();
        if (unused) {
            asleep.set(true);
        }
        return unused;
    }
}
