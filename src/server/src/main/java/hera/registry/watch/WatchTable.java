package hera.registry.watch;

import hera.foundation.names.ServiceName;
import hera.foundation.server.ByteSink;
import hera.foundation.time.Cancellable;
import hera.foundation.time.Clock;
import hera.foundation.time.Loop;
import hera.foundation.time.Timer;
import hera.registry.replica.Replica;
import hera.registry.replica.ReplicaListener;
import hera.registry.resource.EntityTags;
import hera.registry.resource.RegistryPath;
import hera.registry.resource.Representation;
import hera.registry.resource.ResponseCache;
import hera.registry.resource.WatchedService;
import hera.registry.wire.InstanceFilter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The waiting reads and the subscribers, by the service that they watch. A change of a service that nothing watches costs
 * one look-up in a map. Safe for use by many threads.
 */
final class WatchTable implements ReplicaListener {
    /** How long a service stays watched after its last stream ended, so that a returning reader misses nothing. */
    static final Duration LINGER = Duration.ofSeconds(60);

    /** How many services at most stay watched without a stream. */
    private static final int MOST_LINGERING = 100;

    /** How many bytes of their past all watched services may keep together. */
    private static final long HISTORY_BYTES = 32 << 20;

    /** How often each stream gets a comment, which shows that it is alive. */
    static final Duration COMMENT_INTERVAL = Duration.ofSeconds(15);

    private final Replica replica;
    private final ResponseCache responses;
    private final EntityTags tags;
    private final Clock clock;
    private final Timer timer;
    private final ServiceWatch counts;
    private final Map<ServiceName, ServiceWatch> services = new ConcurrentHashMap<>();
    private final Loop comments;
    private final AtomicInteger lingering = new AtomicInteger();
    private volatile boolean closed;

    WatchTable(Replica replica, ResponseCache responses, EntityTags tags, Clock clock, Timer timer) {
        this.replica = replica;
        this.responses = responses;
        this.tags = tags;
        this.clock = clock;
        this.timer = timer;
        this.counts = new ServiceWatch(responses, replica::nextExpiryMillis, null, clock, timer);
        this.comments = new Loop("stream-comments", timer, () -> COMMENT_INTERVAL, this::comment);
        replica.addListener(this);
    }

    /**
     * Replies to a read as soon as its representation has a tag that the client does not know, or after
     * {@code longest}; perhaps before this returns.
     *
     * @return ends the wait; to be called when the client has gone
     */
    Cancellable await(PendingRead read, Duration longest) {
        ServiceWatch watch = listed(read);
        read.expiresWith(timer.after(longest, () -> {
            watch.timeIsUp(read);
            dropIfIdle(read.representation().target());
        }));
        watch.check(read);
        if (closed) {
            watch.timeIsUp(read);
        }
        return () -> {
            read.end();
            watch.remove(read);
            dropIfIdle(read.representation().target());
        };
    }

    /**
     * Replies to a watch as soon as one of the services has a tag that the client does not know, or after {@code
     * longest}; perhaps before this returns.
     *
     * @param reply gets the services with the tags that the client knows
     * @return ends the wait; to be called when the client has gone
     */
    Cancellable awaitAny(List<WatchedService> services, Duration longest, Consumer<List<WatchedService>> reply) {
        PendingWatch pending = new PendingWatch(services.size(), this::unlist, reply);
        for (WatchedService service : services) {
            watched(
                    service.representation(),
                    watch -> watch.add(pending.read(watch.shared(service.representation()), service.known())));
        }
        pending.expiresWith(timer.after(longest, pending::finish));
        for (PendingRead read : pending.reads()) {
            ServiceWatch watch = watchOf(read.representation().target());
            if (watch != null) {
                watch.check(read);
            }
        }
        pending.settle();
        if (closed) {
            pending.finish();
        }
        return pending::cancel;
    }

    private void unlist(PendingRead read) {
        RegistryPath target = read.representation().target();
        ServiceWatch watch = watchOf(target);
        if (watch != null) {
            watch.remove(read);
            dropIfIdle(target);
        }
    }

    private @Nullable ServiceWatch watchOf(RegistryPath target) {
        ServiceName service = target.watched();
        return service == null ? counts : services.get(service);
    }

    /**
     * Subscribes a stream to the events of a service, after the cursor if there is one.
     *
     * @return ends the subscription; to be called when the stream has ended
     */
    Cancellable follow(ServiceName service, InstanceFilter where, ByteSink sink, @Nullable String lastCursor) {
        comments.start();
        ServiceWatch watch = services.compute(service, (name, existing) -> {
            ServiceWatch one = existing == null ? watch(name) : existing;
            one.events().retain();
            return one;
        });
        ServiceEvents.Subscriber subscriber = watch.events().join(where, sink, lastCursor);
        watch.scheduleForExpiry();
        if (closed) {
            sink.finish();
        }
        AtomicBoolean subscribed = new AtomicBoolean(true);
        return () -> {
            if (subscribed.compareAndSet(true, false)) {
                watch.events().leave(subscriber);
                release(service, watch.events());
            }
        };
    }

    /** Releases the events after {@link #LINGER} if this was the last stream, else at once. */
    private void release(ServiceName service, ServiceEvents events) {
        if (events.hasNoSubscribers() && !closed && takeLingering()) {
            timer.after(LINGER, () -> {
                lingering.decrementAndGet();
                events.release();
                dropIfIdle(service);
            });
        } else {
            events.release();
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

    /** Schedules a check, because a watch learns at each check when the next instance expires. */
    @Override
    public void onEarlierExpiry(ServiceName service) {
        onChange(service);
    }

    /** Replies to every waiting read, ends all streams, and lets nothing wait from now on. */
    void close() {
        closed = true;
        counts.reads().forEach(counts::timeIsUp);
        counts.stop();
        for (ServiceWatch watch : services.values()) {
            watch.reads().forEach(watch::timeIsUp);
            watch.events().finish();
            watch.stop();
        }
        comments.stop();
    }

    boolean isClosed() {
        return closed;
    }

    /** Returns how many services are watched. */
    int size() {
        return services.size();
    }

    private ServiceWatch listed(PendingRead read) {
        return watched(read.representation(), watch -> watch.add(read));
    }

    /** Passes the watch of a representation to {@code list}; a watch that is made for it is not dropped before that. */
    private ServiceWatch watched(Representation representation, Consumer<ServiceWatch> list) {
        ServiceName service = representation.target().watched();
        if (service == null) {
            list.accept(counts);
            return counts;
        }
        return services.compute(service, (name, existing) -> {
            ServiceWatch watch = existing == null ? watch(name) : existing;
            list.accept(watch);
            return watch;
        });
    }

    private ServiceWatch watch(ServiceName service) {
        ServiceEvents events = new ServiceEvents(replica, service, tags, responses.room(), clock, this::historyBytes);
        return new ServiceWatch(responses, () -> replica.nextExpiryMillis(service), events, clock, timer);
    }

    private long historyBytes() {
        return HISTORY_BYTES / Math.max(1, services.size());
    }

    private void comment() {
        services.values().forEach(watch -> watch.events().comment());
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
