package hera.registry.watch;

import hera.foundation.http.HeraHeaders;
import hera.foundation.http.RequestRefusedException;
import hera.foundation.json.LogSafe;
import hera.foundation.names.NodeName;
import hera.foundation.server.AsyncResponse;
import hera.foundation.server.ByteSink;
import hera.foundation.time.Clock;
import hera.foundation.time.Loop;
import hera.foundation.time.Moment;
import hera.foundation.time.Timer;
import hera.registry.access.ClientShares;
import hera.registry.replica.Delta;
import hera.registry.replica.InstanceContent;
import hera.registry.replica.InstanceView;
import hera.registry.replica.InstanceWrite;
import hera.registry.replica.Replica;
import hera.registry.replica.ReplicaFullException;
import hera.registry.replica.WriteCondition;
import hera.registry.replica.WriteCondition.PreconditionFailedException;
import hera.registry.replica.WriteView;
import hera.registry.resource.RegistryPath;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Registrations that live as long as the connection that made them. Each keeps a connection and a slot, and no thread.
 * Safe for use by many threads.
 *
 * <p>Such an instance has a short ttl, which this node renews while the connection lives, so it expires soon after the
 * node has died. The ttl is a value that clients do not ask for: other nodes recognise a lease by it. Of two leases of
 * one instance, the one that began at the later timestamp owns it.
 */
public final class ConnectionLeases {
    /** How long an instance outlives its node, in milliseconds: in that time its client can register it elsewhere. */
    static final int TTL_MILLIS = 10_009;

    /** How often one group of the connections is checked; each stream gets a comment at every fourth scan. */
    static final Duration SCAN_INTERVAL = Duration.ofMillis(250);

    /** Time between a connection's end and the deletion, to hear that the instance is registered elsewhere. */
    static final Duration GRACE = Duration.ofMillis(700);

    /** A client with more unread comments than this, all buffers on the way being full, is disconnected. */
    static final int MOST_UNREAD_COMMENTS = 30;

    private static final Logger log = LoggerFactory.getLogger(ConnectionLeases.class);
    private static final int GROUPS = 4;
    private static final long RENEW_AFTER_MILLIS = 3_000;

    private final Replica replica;
    private final NodeName self;
    private final int limit;
    private final ClientShares shares;
    private final Clock clock;
    private final Timer timer;
    private final Supplier<Set<InetSocketAddress>> deadClients;
    private final Loop scans;
    private final Map<RegistryPath.OfInstance, ConnectionLease> leases = new ConcurrentHashMap<>();
    private final AtomicInteger slotsTaken = new AtomicInteger();
    private final AtomicInteger leasesMade = new AtomicInteger();
    private volatile boolean closed;
    private int group;

    /**
     * @param limit {@code max-held-registrations}
     * @param shares those of each client
     * @param deadClients the clients whose hosts no longer answer
     */
    public ConnectionLeases(
            Replica replica,
            int limit,
            ClientShares shares,
            Clock clock,
            Timer timer,
            Supplier<Set<InetSocketAddress>> deadClients) {
        this.replica = replica;
        this.self = replica.self();
        this.limit = limit;
        this.shares = shares;
        this.clock = clock;
        this.timer = timer;
        this.deadClients = deadClients;
        this.scans = new Loop("held-registrations", timer, () -> SCAN_INTERVAL, this::scan);
    }

    /** Returns how many registrations are bound to a connection. */
    public int count() {
        return slotsTaken.get();
    }

    /**
     * Registers an instance for as long as the request's connection lives, and begins the response.
     *
     * @throws RequestRefusedException 503 when the node is shutting down or full, 429 when the client has its share
     * @throws PreconditionFailedException when the condition is not met; nothing is stored then
     */
    public void open(
            RegistryPath.OfInstance target,
            InstanceContent instance,
            WriteCondition condition,
            HttpServletRequest request,
            HttpServletResponse response)
            throws RequestRefusedException, PreconditionFailedException {
        Runnable share = shares.take(request);
        boolean open = false;
        try {
            open(target, instance, condition, request, response, share);
            open = true;
        } finally {
            if (!open) {
                share.run();
            }
        }
    }

    private void open(
            RegistryPath.OfInstance target,
            InstanceContent instance,
            WriteCondition condition,
            HttpServletRequest request,
            HttpServletResponse response,
            Runnable share)
            throws RequestRefusedException, PreconditionFailedException {
        long timestamp = register(target, instance, condition);
        AsyncResponse stream;
        try {
            stream = AsyncResponse.of(request.startAsync(), response);
            stream.begin(head -> {
                EventText.writeHead(head);
                head.setHeader(HeraHeaders.TIMESTAMP, Long.toString(timestamp));
            });
        } catch (RuntimeException e) {
            slotsTaken.decrementAndGet();
            throw e;
        }
        InetSocketAddress client = new InetSocketAddress(request.getRemoteAddr(), request.getRemotePort());
        ConnectionLease lease = begin(target, instance, client, stream, timestamp);
        stream.onClose(() -> {
            slotsTaken.decrementAndGet();
            share.run();
            lost(lease, GRACE);
        });
    }

    /** Takes a slot and stores the instance; returns the timestamp of the write. */
    long register(RegistryPath.OfInstance target, InstanceContent instance, WriteCondition condition)
            throws RequestRefusedException, PreconditionFailedException {
        if (closed) {
            throw new RequestRefusedException(
                    503, "closing", "this node is shutting down: hold the instance elsewhere", 1);
        }
        if (slotsTaken.incrementAndGet() > limit) {
            slotsTaken.decrementAndGet();
            throw new RequestRefusedException(
                    503,
                    "held-registrations",
                    "this node holds %d registrations and takes no more (max-held-registrations): hold it elsewhere, register without hold, or come back later"
                            .formatted(limit),
                    2);
        }
        try {
            return replica.put(
                    new InstanceWrite(target.service(), target.id(), instance, TTL_MILLIS), condition, clock.now());
        } catch (PreconditionFailedException e) {
            slotsTaken.decrementAndGet();
            throw e;
        } catch (ReplicaFullException e) {
            slotsTaken.decrementAndGet();
            throw new RequestRefusedException(503, "full", String.valueOf(e.getMessage()), 10);
        }
    }

    /** Makes the stream the owner of the instance, and ends the stream that owned it before. */
    ConnectionLease begin(
            RegistryPath.OfInstance target,
            InstanceContent instance,
            InetSocketAddress client,
            ByteSink stream,
            long timestamp) {
        int ofGroup = leasesMade.getAndIncrement() & (GROUPS - 1);
        ConnectionLease lease = new ConnectionLease(target, instance, client, stream, ofGroup, timestamp);
        stream.write(EventText.registered(target, timestamp));
        ConnectionLease older = leases.put(target, lease);
        if (older != null) {
            older.stream.finish();
        }
        scans.start();
        if (closed) {
            stream.finish();
        }
        return lease;
    }

    /** Ends the lease of an instance that a client has deleted. */
    public void end(RegistryPath.OfInstance target) {
        ConnectionLease lease = leases.remove(target);
        if (lease != null) {
            lease.stream.finish();
        }
    }

    /** Deletes the instance of a lost connection after the grace, unless another lease owns it by then. */
    void lost(ConnectionLease lease, Duration grace) {
        if (!closed && leases.get(lease.target) == lease && !lease.isLost()) {
            lease.loseAt(clock.now().agingMillis());
            var unused = timer.after(grace, () -> delete(lease));
        }
    }

    /** Ends all streams, and leaves the instances a full ttl in which their clients can register them elsewhere. */
    public void close() {
        closed = true;
        scans.stop();
        List<InstanceWrite> last = new ArrayList<>();
        Moment now = clock.now();
        for (ConnectionLease lease : leases.values()) {
            InstanceView view = view(lease, now);
            if (view != null && view.origin().equals(self) && !lease.isLost()) {
                last.add(renewal(lease, view.instance()));
            }
        }
        replica.putAll(last, now);
        leases.values().forEach(lease -> lease.stream.finish());
    }

    private void delete(ConnectionLease lease) {
        if (!leases.remove(lease.target, lease)) {
            return;
        }
        Moment now = clock.now();
        InstanceView view = view(lease, now);
        if (view != null && !isLeasedElsewhere(view) && !hasHeartbeatSince(lease, view, now)) {
            replica.delete(lease.target.service(), lease.target.id(), now);
        }
    }

    private @Nullable InstanceView view(ConnectionLease lease, Moment now) {
        return replica.get(lease.target.service(), lease.target.id(), now);
    }

    private boolean isLeasedElsewhere(InstanceView view) {
        return isLeased(view) && !view.origin().equals(self);
    }

    /** Returns whether a client has sent an ordinary heartbeat since the connection was lost. */
    private static boolean hasHeartbeatSince(ConnectionLease lease, InstanceView view, Moment now) {
        return !isLeased(view) && view.ageMillis() < lease.lostForMillis(now.agingMillis());
    }

    private static boolean isLeased(InstanceView view) {
        return view.lifetimeMillis() == TTL_MILLIS;
    }

    private void scan() {
        if (leases.isEmpty()) {
            rest();
            return;
        }
        group = (group + 1) % GROUPS;
        Set<InetSocketAddress> dead = deadClients.get();
        List<InstanceWrite> renewals = new ArrayList<>();
        List<ConnectionLease> expired = new ArrayList<>();
        Moment now = clock.now();
        for (ConnectionLease lease : leases.values()) {
            if (lease.isLost()) {
                continue;
            }
            if (dead.contains(lease.client)) {
                disconnect(lease, "host-vanished");
            } else if (lease.group == group) {
                check(lease, now, renewals, expired);
            }
        }
        replica.putAll(renewals, now);
        registerAnew(expired, now);
    }

    /**
     * Stops the scans until a lease begins. A lease that has begun meanwhile may have found them still going, so they
     * start again for it.
     */
    private void rest() {
        scans.stop();
        if (!leases.isEmpty() && !closed) {
            scans.start();
        }
    }

    private void check(ConnectionLease lease, Moment now, List<InstanceWrite> renewals, List<ConnectionLease> expired) {
        if (lease.stream.unwritten() > (long) MOST_UNREAD_COMMENTS * EventText.COMMENT.length) {
            disconnect(lease, "does-not-read");
            return;
        }
        InstanceView view = view(lease, now);
        if (view == null) {
            if (isDeleted(lease, now)) {
                release(lease, "deleted");
                return;
            }
            expired.add(lease);
        } else {
            boolean own = view.origin().equals(self) && isLeased(view);
            if (!own && isLeased(view) && view.since() > lease.since) {
                release(lease, "held-elsewhere");
                return;
            }
            lease.instance = view.instance();
            if (own) {
                lease.since = view.since();
            }
            if (!own || view.ageMillis() >= RENEW_AFTER_MILLIS) {
                renewals.add(renewal(lease, view.instance()));
            }
        }
        lease.stream.write(EventText.COMMENT);
    }

    /**
     * Returns whether a missing instance was deleted, or has been leased elsewhere since. Otherwise it expired before
     * it was renewed: a busy machine can check a lease later than the ttl, and a plain PUT can have a shorter one.
     */
    private boolean isDeleted(ConnectionLease lease, Moment now) {
        WriteView.Last last = replica.lastWrite(lease.target.service(), lease.target.id(), now);
        if (last == null) {
            return false;
        }
        boolean isOthers = !last.origin().equals(self) && last.since() > lease.since;
        boolean isShortLived = last.ttlMillis() != Delta.NO_TTL && last.ttlMillis() != TTL_MILLIS;
        return !last.isOverdue() || (isOthers && !isShortLived);
    }

    private void release(ConnectionLease lease, String reason) {
        if (leases.remove(lease.target, lease)) {
            log.info(
                    "event=hold-ended service={} id={} reason={}",
                    name(lease.target.service()),
                    name(lease.target.id()),
                    reason);
            lease.stream.finish();
        }
    }

    /**
     * Registers expired instances again. If there is no room for one, ends its stream, so that the client tries again.
     */
    private void registerAnew(List<ConnectionLease> expired, Moment now) {
        if (expired.isEmpty()) {
            return;
        }
        BitSet refused = replica.putAll(
                expired.stream().map(lease -> renewal(lease, lease.instance)).toList(), now);
        ConnectionLease first = expired.get(0);
        log.warn(
                "event=holds-expired registered_anew={} refused={} service={} id={} reason=\"checked too late, their clients are there\"",
                expired.size() - refused.cardinality(),
                refused.cardinality(),
                name(first.target.service()),
                name(first.target.id()));
        refused.stream().forEach(index -> release(expired.get(index), "full"));
    }

    /** Returns a name that a client chose as a value in a log line. */
    private static String name(Object named) {
        return LogSafe.value(named.toString());
    }

    private void disconnect(ConnectionLease lease, String reason) {
        log.info(
                "event=hold-lost service={} id={} reason={}",
                name(lease.target.service()),
                name(lease.target.id()),
                reason);
        lost(lease, Duration.ZERO);
        lease.stream.abort();
    }

    private static InstanceWrite renewal(ConnectionLease lease, InstanceContent instance) {
        return new InstanceWrite(lease.target.service(), lease.target.id(), instance, TTL_MILLIS);
    }
}
