package hera.registry.simulation;

import hera.foundation.http.HostPort;
import hera.foundation.http.QueryString;
import hera.foundation.json.MalformedInputException;
import hera.foundation.time.Cancellable;
import hera.foundation.time.Timer;
import hera.registry.Sweep;
import hera.registry.gossip.Gossip;
import hera.registry.gossip.GossipSettings;
import hera.registry.gossip.NodeIdentity;
import hera.registry.gossip.PullRequest;
import hera.registry.gossip.PullResponse;
import hera.registry.gossip.Seeds;
import hera.registry.replica.Digest;
import hera.registry.replica.InstanceContent;
import hera.registry.replica.InstanceView;
import hera.registry.replica.Replica;
import hera.registry.replica.ReplicaBounds;
import hera.registry.replica.ReplicaFullException;
import hera.registry.replica.WriteView;
import hera.registry.wire.DeltasCodec;
import hera.registry.wire.DigestCodec;
import hera.registry.wire.GapsCodec;
import hera.registry.wire.InstanceReader;
import hera.registry.wire.PageFormat;
import hera.registry.wire.WireNames;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A production node, its threads and its HTTP left out. */
final class HeraNode extends SimulatedNode {
    static final InstanceReader INSTANCES = new InstanceReader(
            hera.registry.settings.Limits.DEFAULT.maxInstanceBytes(),
            hera.registry.settings.Limits.DEFAULT.maxNesting());

    private static final Duration PURGE_INTERVAL = Duration.ofSeconds(7);
    private static final DigestCodec DIGESTS = new DigestCodec(10_000);

    /** Without a backend, so that counting costs nothing. */
    private static final MeterRegistry METERS = new CompositeMeterRegistry();

    private final SplittableRandom random;
    private final Network network;
    private final Seeds seeds;
    private final GossipSettings settings;
    private final Limits limits;
    private @Nullable Running running;

    /** Whether it has no room for what its peers would send, nor for large pages. */
    boolean heapIsLow;

    private Runnable afterBoot = () -> {};

    /** The parts of one incarnation. */
    private record Running(NodeIdentity identity, Replica replica, Gossip gossip) {}

    /** The limits of a node. */
    record Limits(Duration liveness, int maxInstances, int maxPageBytes) {}

    HeraNode(
            int index,
            SimulatedTime time,
            Network network,
            Seeds seeds,
            GossipSettings settings,
            Limits limits,
            SplittableRandom random) {
        super(index, time);
        this.network = network;
        this.seeds = seeds;
        this.settings = settings.withLiveness(limits.liveness());
        this.limits = limits;
        this.random = random;
    }

    @Override
    void boot() {
        NodeIdentity identity = new NodeIdentity(name, Long.toString(random.nextLong() >>> 1, 36));
        ReplicaBounds bounds =
                new ReplicaBounds(limits.liveness().toMillis(), limits.maxInstances(), 10_000, limits.maxPageBytes());
        Replica replica = new Replica(name, bounds, random.nextLong());
        Timer timer = timer();
        Gossip gossip = Gossip.of(
                identity,
                replica,
                new DeltasCodec(INSTANCES, WireNames.ANY),
                seeds,
                settings,
                new Gossip.Ports(
                        new SimulatedPeerClient(network, this, identity),
                        clock,
                        Runnable::run,
                        timer,
                        random.split(),
                        METERS,
                        limits.maxPageBytes(),
                        () -> heapIsLow,
                        bytes -> !heapIsLow));
        running = new Running(identity, replica, gossip);
        Sweep.of(replica, clock, timer, PURGE_INTERVAL).start();
        gossip.start();
        afterBoot.run();
    }

    /** From now on each start of it ends with this, which builds more of a process on the node. */
    void afterBoot(Runnable more) {
        afterBoot = more;
    }

    Gossip gossip() {
        return running().gossip;
    }

    @Override
    Cancellable receive(WireRequest request, Consumer<PullResponse> answer) {
        PageFormat form = request.rich() ? PageFormat.RICH : PageFormat.PLAIN;
        PullRequest pull = new PullRequest(digest(request), form, request.hold(), request.whole(), request.from());
        String address =
                request.from() == null ? "" : addressOf(request.from().name()).toString();
        return running().gossip.answer(pull, address, answer);
    }

    /** Receives a pull from whoever says to be that node and to be reached there; the answer goes nowhere. */
    void hear(NodeIdentity said, HostPort at, Digest digest) {
        hear(said, at.toString(), digest, answer -> {});
    }

    /** As {@link #hear(NodeIdentity, HostPort, Digest)}, whatever the address is; the answer is kept. */
    void hear(NodeIdentity said, String at, Digest digest, Consumer<PullResponse> answer) {
        PullRequest pull = new PullRequest(digest, PageFormat.RICH, Duration.ZERO, false, said);
        running().gossip.answer(pull, at, answer);
    }

    NodeIdentity identity() {
        return running().identity;
    }

    /** The address at which another node of this one's name has answered; null for none. */
    @Nullable
    String rival() {
        return running().gossip.conflicts().rival();
    }

    private static Digest digest(WireRequest request) {
        try {
            Digest digest = request.body() == null
                    ? DIGESTS.fromQuery(QueryString.parse(request.query()))
                    : DIGESTS.fromJson(request.body());
            return GapsCodec.withGaps(digest, request.gaps());
        } catch (MalformedInputException e) {
            throw new AssertionError("a node sent a digest that another refuses", e);
        }
    }

    @Override
    OptionalLong put(Key key, InstanceContent instance, int ttlMillis) {
        try {
            return OptionalLong.of(replica().put(key.service(), key.id(), instance, ttlMillis, clock.now()));
        } catch (ReplicaFullException e) {
            return OptionalLong.empty();
        }
    }

    @Override
    OptionalLong delete(Key key) {
        return replica().delete(key.service(), key.id(), clock.now());
    }

    @Override
    @Nullable
    Observation see(Key key) {
        InstanceView view = replica().get(key.service(), key.id(), clock.now());
        return view == null
                ? null
                : new Observation(
                        view.origin(), view.timestamp(), view.instance(), view.ageMillis(), view.expiresInMillis());
    }

    /** All that it holds of its own, as it shows it to people, tombstones included. */
    List<WriteView> ownWrites() {
        return replica().newest(Integer.MAX_VALUE, clock.now()).stream()
                .filter(write -> write.origin().equals(name))
                .toList();
    }

    /** Whether it says that it lacks no live instance. */
    boolean isComplete() {
        return running().gossip.isComplete();
    }

    Replica replica() {
        return running().replica;
    }

    private Running running() {
        if (running == null) {
            throw new IllegalStateException(name + " was never started");
        }
        return running;
    }
}
