package hera.registry.api;

import hera.foundation.http.HeraHeaders;
import hera.foundation.http.RequestRefusedException;
import hera.foundation.names.NodeName;
import hera.foundation.server.AsyncResponse;
import hera.foundation.server.ByteSink;
import hera.foundation.time.Clock;
import hera.foundation.time.Loop;
import hera.foundation.time.Moment;
import hera.foundation.time.Timer;
import hera.registry.replica.Instance;
import hera.registry.replica.InstanceView;
import hera.registry.replica.InstanceWrite;
import hera.registry.replica.Replica;
import hera.registry.replica.ReplicaFullException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Instances that live as long as the connection that registered them. Each holds its connection and a place, and no
 * thread. Safe for use by many threads.
 *
 * <p>A held instance has a short ttl, which this node renews while the connection lives, so what is held at a node that
 * dies is soon gone. The ttl is one that no client asks for: by that other nodes know that it is held, and by the
 * timestamp at which it began to be, which of two holds is the newer one.
 */
final class ConnectionLeases {
    /** How long an instance is left when its node has gone: in that time it may be held elsewhere. */
    static final int TTL_MILLIS = 10_009;

    /** How often the connections are looked at; a stream gets a comment each fourth time. */
    static final Duration LOOK_INTERVAL = Duration.ofMillis(250);

    /** Between a connection's end and the deletion: time to hear that the instance is held elsewhere. */
    static final Duration GRACE = Duration.ofMillis(700);

    /** Who has let so many comments lie, when no buffer on the way has room for more, is cut off. */
    static final int MOST_UNREAD_COMMENTS = 30;

    private static final Logger log = LoggerFactory.getLogger(ConnectionLeases.class);
    private static final int LOOKS_PER_COMMENT = 4;
    private static final long RENEW_AFTER_MILLIS = 3_000;

    private final Replica replica;
    private final NodeName self;
    private final int limit;
    private final Clock clock;
    private final Timer timer;
    private final Supplier<Set<InetSocketAddress>> vanished;
    private final Loop looks;
    private final Map<RegistryPath.OfInstance, Hold> holds = new ConcurrentHashMap<>();
    private final AtomicInteger places = new AtomicInteger();
    private final AtomicInteger lanes = new AtomicInteger();
    private volatile boolean closed;
    private int lane;

    /**
     * @param limit {@code max-held-registrations}
     * @param vanished the clients whose hosts no longer answer
     */
    ConnectionLeases(Replica replica, int limit, Clock clock, Timer timer, Supplier<Set<InetSocketAddress>> vanished) {
        this.replica = replica;
        this.self = replica.self();
        this.limit = limit;
        this.clock = clock;
        this.timer = timer;
        this.vanished = vanished;
        this.looks = new Loop("held-registrations", timer, () -> LOOK_INTERVAL, this::look);
    }

    /** One connection and what it keeps registered. */
    static final class Hold {
        final RegistryPath.OfInstance what;
        final InetSocketAddress client;
        final ByteSink stream;
        final int lane;

        /** When it began, by this node's stamps; another hold of the instance that began later owns it. */
        volatile long since;

        /** When its connection was lost, on the aging clock. */
        volatile long lostAtMillis = -1;

        Hold(RegistryPath.OfInstance what, InetSocketAddress client, ByteSink stream, int lane, long since) {
            this.what = what;
            this.client = client;
            this.stream = stream;
            this.lane = lane;
            this.since = since;
        }

        boolean isLost() {
            return lostAtMillis >= 0;
        }
    }

    /** How many there are. */
    int count() {
        return places.get();
    }

    /** Registers an instance for as long as the request's connection lives. */
    void hold(RegistryPath.OfInstance what, Instance instance, HttpServletRequest request, HttpServletResponse response)
            throws IOException, RequestRefusedException {
        long timestamp = register(what, instance);
        AsyncResponse outgoing;
        try {
            outgoing = AsyncResponse.of(request.startAsync(), response);
            outgoing.begin(head -> {
                LongReads.head(head);
                head.setHeader(HeraHeaders.TIMESTAMP, Long.toString(timestamp));
            });
        } catch (IOException | RuntimeException e) {
            places.decrementAndGet();
            throw e;
        }
        InetSocketAddress client = new InetSocketAddress(request.getRemoteAddr(), request.getRemotePort());
        Hold hold = begin(what, client, outgoing, timestamp);
        outgoing.atEnd(() -> {
            places.decrementAndGet();
            lost(hold, GRACE);
        });
    }

    /** Takes a place and stores the instance. */
    long register(RegistryPath.OfInstance what, Instance instance) throws RequestRefusedException {
        if (closed) {
            throw new RequestRefusedException(
                    503, "closing", "this node is shutting down: hold the instance elsewhere", 1);
        }
        if (places.incrementAndGet() > limit) {
            places.decrementAndGet();
            throw new RequestRefusedException(
                    503,
                    "held-registrations",
                    "this node holds %d registrations and takes no more (max-held-registrations): hold it elsewhere, register without hold, or come back later"
                            .formatted(limit),
                    2);
        }
        try {
            return replica.put(what.service(), what.id(), instance, TTL_MILLIS, clock.now());
        } catch (ReplicaFullException e) {
            places.decrementAndGet();
            throw new RequestRefusedException(503, "full", String.valueOf(e.getMessage()), 10);
        }
    }

    /** From now on the stream owns the instance; one that did before ends. */
    Hold begin(RegistryPath.OfInstance what, InetSocketAddress client, ByteSink stream, long timestamp) {
        Hold hold = new Hold(what, client, stream, lanes.getAndIncrement() & (LOOKS_PER_COMMENT - 1), timestamp);
        stream.write(EventText.registered(what, timestamp));
        Hold older = holds.put(what, hold);
        if (older != null) {
            older.stream.finish();
        }
        looks.start();
        if (closed) {
            stream.finish();
        }
        return hold;
    }

    /** A client has deleted the instance. */
    void end(RegistryPath.OfInstance what) {
        Hold hold = holds.remove(what);
        if (hold != null) {
            hold.stream.finish();
        }
    }

    /** The connection is no more; its instance goes, unless it is held by another by then. */
    void lost(Hold hold, Duration grace) {
        if (!closed && holds.get(hold.what) == hold && !hold.isLost()) {
            hold.lostAtMillis = clock.now().agingMillis();
            var unused = timer.after(grace, () -> delete(hold));
        }
    }

    /** Leaves the instances to be held elsewhere, for a full ttl from now. */
    void close() {
        closed = true;
        looks.stop();
        List<InstanceWrite> last = new ArrayList<>();
        Moment now = clock.now();
        for (Hold hold : holds.values()) {
            InstanceView view = replica.get(hold.what.service(), hold.what.id(), now);
            if (view != null && view.origin().equals(self) && !hold.isLost()) {
                last.add(write(hold, view.instance()));
            }
        }
        replica.putAll(last, now);
        holds.values().forEach(hold -> hold.stream.finish());
    }

    private void delete(Hold hold) {
        if (!holds.remove(hold.what, hold)) {
            return;
        }
        Moment now = clock.now();
        InstanceView view = replica.get(hold.what.service(), hold.what.id(), now);
        if (view != null && !isHeldElsewhere(view) && !isWrittenSince(hold, view, now)) {
            replica.delete(hold.what.service(), hold.what.id(), now);
        }
    }

    private boolean isHeldElsewhere(InstanceView view) {
        return isHeld(view) && !view.origin().equals(self);
    }

    /** Whether its client, or another, sends heartbeats instead. */
    private static boolean isWrittenSince(Hold hold, InstanceView view, Moment now) {
        return !isHeld(view) && view.ageMillis() < now.agingMillis() - hold.lostAtMillis;
    }

    private static boolean isHeld(InstanceView view) {
        return view.ageMillis() + view.expiresInMillis() == TTL_MILLIS;
    }

    private void look() {
        if (holds.isEmpty()) {
            return;
        }
        lane = (lane + 1) % LOOKS_PER_COMMENT;
        Set<InetSocketAddress> clients = vanished.get();
        List<InstanceWrite> renewals = new ArrayList<>();
        Moment now = clock.now();
        for (Hold hold : holds.values()) {
            if (hold.isLost()) {
                continue;
            }
            if (clients.contains(hold.client)) {
                log.info("event=hold-lost service={} id={} reason=host-vanished", hold.what.service(), hold.what.id());
                lost(hold, Duration.ZERO);
                hold.stream.cut();
            } else if (hold.lane == lane) {
                look(hold, now, renewals);
            }
        }
        replica.putAll(renewals, now);
    }

    private void look(Hold hold, Moment now, List<InstanceWrite> renewals) {
        if (hold.stream.unwritten() > (long) MOST_UNREAD_COMMENTS * EventText.COMMENT.length) {
            log.info("event=hold-lost service={} id={} reason=does-not-read", hold.what.service(), hold.what.id());
            lost(hold, Duration.ZERO);
            hold.stream.cut();
            return;
        }
        InstanceView view = replica.get(hold.what.service(), hold.what.id(), now);
        boolean own = view != null && view.origin().equals(self) && isHeld(view);
        if (view == null || (!own && isHeld(view) && view.since() > hold.since)) {
            if (holds.remove(hold.what, hold)) {
                hold.stream.finish();
            }
            return;
        }
        if (own) {
            hold.since = view.since();
        }
        if (!own || view.ageMillis() >= RENEW_AFTER_MILLIS) {
            renewals.add(write(hold, view.instance()));
        }
        hold.stream.write(EventText.COMMENT);
    }

    private static InstanceWrite write(Hold hold, Instance instance) {
        return new InstanceWrite(hold.what.service(), hold.what.id(), instance, TTL_MILLIS);
    }
}
