package hera.registry.api;

import hera.foundation.names.ServiceName;
import hera.foundation.server.ByteSink;
import hera.foundation.time.Cancellable;
import hera.foundation.time.Clock;
import hera.foundation.time.Loop;
import hera.foundation.time.Timer;
import hera.registry.replica.Replica;
import hera.registry.replica.ReplicaListener;
import hera.registry.wire.InstanceFilter;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * All who wait for a change or follow a service, by what they watch. A service that nobody watches costs a look-up for
 * each change of it. Safe for use by many threads.
 */
final class WatchTable implements ReplicaListener {
    /** How long a service is followed on after the last stream ended, so that a reader that comes back misses nothing. */
    static final Duration LINGER = Duration.ofSeconds(60);

    /** How many services at the most are followed on without a stream. */
    private static final int MOST_LINGERING = 100;

    /** What all services that are followed may keep of their past together. */
    private static final long JOURNALS_BYTES = 32 << 20;

    /** How often a stream shows that it lives. */
    static final Duration COMMENT_INTERVAL = Duration.ofSeconds(15);

    private final Replica replica;
    private final ResponseCache answers;
    private final EntityTags tags;
    private final Clock clock;
    private final Timer timer;
    private final ServiceWatch counts;
    private final Map<ServiceName, ServiceWatch> services = new ConcurrentHashMap<>();
    private final Loop comments;
    private final AtomicInteger lingering = new AtomicInteger();
    private volatile boolean closed;

    WatchTable(Replica replica, ResponseCache answers, EntityTags tags, Clock clock, Timer timer) {
        this.replica = replica;
        this.answers = answers;
        this.tags = tags;
        this.clock = clock;
        this.timer = timer;
        this.counts = new ServiceWatch(answers, replica::nextExpiryMillis, null, clock, timer);
        this.comments = new Loop("stream-comments", timer, () -> COMMENT_INTERVAL, this::comment);
        replica.addListener(this);
    }

    /**
     * Answers a waiter as soon as there is something that it does not know, or after {@code longest}; perhaps before
     * this returns.
     *
     * @return gives the wait up: to be called when the client has gone
     */
    Cancellable await(PendingRead waiter, Duration longest) {
        ServiceWatch watch = listed(waiter);
        waiter.until(timer.after(longest, () -> {
            watch.timeIsUp(waiter);
            dropIfIdle(waiter.what().target());
        }));
        watch.check(waiter);
        if (closed) {
            watch.timeIsUp(waiter);
        }
        return () -> {
            waiter.end();
            watch.remove(waiter);
            dropIfIdle(waiter.what().target());
        };
    }

    /**
     * Lets a stream follow a service, from the place that its client has come to if that is known.
     *
     * @return to be called when the stream has ended
     */
    Cancellable follow(ServiceName service, InstanceFilter where, ByteSink sink, @Nullable String lastCursor) {
        comments.start();
        ServiceWatch watch = services.compute(service, (name, existing) -> {
            ServiceWatch one = existing == null ? watch(name) : existing;
            one.feed().hold();
            return one;
        });
        ServiceEvents.Stream stream = watch.feed().join(where, sink, lastCursor);
        watch.scheduleForExpiry();
        if (closed) {
            sink.finish();
        }
        AtomicBoolean follows = new AtomicBoolean(true);
        return () -> {
            if (follows.compareAndSet(true, false)) {
                watch.feed().leave(stream);
                letGo(service, watch.feed());
            }
        };
    }

    /** Follows the service for a while without a stream, if not too many are followed so already. */
    private void letGo(ServiceName service, ServiceEvents feed) {
        if (feed.isWithoutStreams() && !closed && takeLingering()) {
            timer.after(LINGER, () -> {
                lingering.decrementAndGet();
                feed.letGo();
                dropIfIdle(service);
            });
        } else {
            feed.letGo();
            dropIfIdle(service);
        }
    }

    private boolean takeLingering() {
        if (lingering.incrementAndGet() <= MOST_LINGERING) {
            return true;
        }
        lingering.decrementAndGet();
        return false;
    }

    @Override
    public void onChange(ServiceName service) {
        ServiceWatch watch = services.get(service);
        if (watch != null) {
            watch.changed();
        }
        if (!counts.isIdle()) {
            counts.changed();
        }
    }

    /** Looking again is how a watch learns when to look next. */
    @Override
    public void onEarlierExpiry(ServiceName service) {
        onChange(service);
    }

    /** Answers all who wait, ends all streams, and holds nobody from now on. */
    void close() {
        closed = true;
        counts.waiters().forEach(counts::timeIsUp);
        counts.stop();
        for (ServiceWatch watch : services.values()) {
            watch.waiters().forEach(watch::timeIsUp);
            watch.feed().finish();
            watch.stop();
        }
        comments.stop();
    }

    boolean isClosed() {
        return closed;
    }

    /** How many services are watched. */
    int size() {
        return services.size();
    }

    private ServiceWatch listed(PendingRead waiter) {
        ServiceName service = waiter.what().target().watched();
        if (service == null) {
            counts.add(waiter);
            return counts;
        }
        return services.compute(service, (name, existing) -> {
            ServiceWatch watch = existing == null ? watch(name) : existing;
            watch.add(waiter);
            return watch;
        });
    }

    private ServiceWatch watch(ServiceName service) {
        ServiceEvents feed = new ServiceEvents(replica, service, tags, clock, this::journalBytes);
        return new ServiceWatch(answers, () -> replica.nextExpiryMillis(service), feed, clock, timer);
    }

    private long journalBytes() {
        return JOURNALS_BYTES / Math.max(1, services.size());
    }

    private void comment() {
        services.values().forEach(watch -> watch.feed().comment());
    }

    private void dropIfIdle(RegistryPath target) {
        ServiceName service = target.watched();
        if (service != null) {
            dropIfIdle(service);
        }
    }

    private void dropIfIdle(ServiceName service) {
        services.computeIfPresent(service, (name, watch) -> {
            if (!watch.isIdle()) {
                return watch;
            }
            watch.stop();
            return null;
        });
    }
}
