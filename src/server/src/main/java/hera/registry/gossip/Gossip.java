package hera.registry.gossip;

import hera.foundation.http.HostPort;
import hera.foundation.names.NodeName;
import hera.foundation.time.Cancellable;
import hera.foundation.time.Clock;
import hera.foundation.time.Timer;
import hera.registry.replica.Replica;
import hera.registry.wire.DeltasCodec;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import java.util.random.RandomGenerator;

/** One node's part in gossip: a {@link Puller} that asks and a {@link DeltasService} that answers. Safe for use by many threads. */
public final class Gossip {
    private final Puller puller;
    private final DeltasService service;
    private final NameConflicts conflicts;
    private final Peers peers;

    private Gossip(Puller puller, DeltasService service, NameConflicts conflicts, Peers peers) {
        this.puller = puller;
        this.service = service;
        this.conflicts = conflicts;
        this.peers = peers;
    }

    /**
     * The outside world, as gossip uses it.
     *
     * @param workers merge responses, on other threads than those that send pulls
     * @param maxPageBytes how large a page is meant to be, in bytes
     * @param heapIsLow whether there is no room for what peers would send
     * @param hasRoomFor whether so many bytes may be allocated for a page
     */
    public record Ports(
            PeerClient client,
            Clock clock,
            Executor workers,
            Timer timer,
            RandomGenerator random,
            MeterRegistry meters,
            int maxPageBytes,
            BooleanSupplier heapIsLow,
            LongPredicate hasRoomFor) {
        /** The outside world of a node that always has room. */
        public Ports(
                PeerClient client,
                Clock clock,
                Executor workers,
                Timer timer,
                RandomGenerator random,
                MeterRegistry meters,
                int maxPageBytes) {
            this(client, clock, workers, timer, random, meters, maxPageBytes, () -> false, bytes -> true);
        }
    }

    /** A gossip that has not been started. */
    public static Gossip of(
            NodeIdentity self, Replica replica, DeltasCodec codec, Seeds seeds, GossipSettings settings, Ports ports) {
        GossipMetrics metrics = new GossipMetrics(ports.meters());
        Peers peers = new Peers(self, seeds);
        NameConflicts conflicts = new NameConflicts(self, ports.clock());
        PageReceiver receiver = new PageReceiver(replica, codec, ports.clock(), metrics);
        Puller puller = new Puller(
                replica,
                peers,
                new PullSender(ports.client(), peers, receiver, conflicts, ports.clock(), ports.workers()),
                new PullPlan(replica.self(), settings.fanout(), seeds.discover()),
                new PeerDiscovery(peers, seeds.discover(), settings.longestBackOff(), metrics),
                settings,
                ports,
                metrics);
        metrics.count(puller);
        conflicts.findOut(puller::heardOfNamesake);
        DeltasService service = new DeltasService(
                replica,
                new PageMaker(self, replica, codec, ports.maxPageBytes(), ports.hasRoomFor()),
                settings,
                ports,
                metrics);
        return new Gossip(puller, service, conflicts, peers);
    }

    /** Starts to pull, at once and from then on. */
    public void start() {
        puller.start();
    }

    /** Stops pulling; the node goes on answering pulls. */
    public void stop() {
        puller.stop();
    }

    /** Answers the pulls that wait, and keeps none open from now on. */
    public void close() {
        service.close();
    }

    /**
     * Answers a peer's pull, now or later, exactly once; on the caller's thread or the timer's, so {@code reply} must be
     * quick.
     *
     * @param address where the asker says it is reached, {@code host:port}, or as much of it as is known
     * @return cancels the pull: to be called when the asker has gone
     */
    public Cancellable answer(PullRequest request, String address, Consumer<PullResponse> reply) {
        NodeIdentity asker = request.asker();
        if (asker == null) {
            return service.answer(request, reply);
        }
        HostPort at = NameConflicts.parseAddress(address);
        puller.heardFrom(asker, at);
        puller.askedBy(asker.name(), request.digest());
        conflicts.heard(asker, at, address);
        String rival = conflicts.rivalOf(asker); // rule 10
        boolean complete = puller.isComplete(); // rule 12: before the page is made
        return service.answer(request, response -> {
            PullResponse said = complete ? response : response.ofIncompleteNode();
            reply.accept(rival == null ? said : said.withRival(rival));
        });
    }

    /** Sends what is being gathered for peers, and gathers nothing for two seconds: somebody is about to compare nodes. */
    public void hurry() {
        service.hurry();
    }

    /** Whether a peer has once sent all that it had, or none could within a few seconds. */
    public boolean isReady() {
        return puller.isReady();
    }

    /** Returns whether pulling pauses because the heap is nearly full. */
    public boolean isPaused() {
        return puller.isPaused();
    }

    /** Looks for nodes at one more address from now on, as at a configured one. No effect if it does so already. */
    public void addNeighbour(HostPort address) {
        puller.addNeighbour(address);
    }

    /** Returns whether this node lacks no live instance that it could know of (rule 12); takes no lock. */
    public boolean isComplete() {
        return puller.isComplete();
    }

    /** The peers as they are now. */
    public List<PeerView> peers() {
        return puller.peers();
    }

    /** Returns whether a node of that name has answered here as a peer, or is configured as one. */
    public boolean isPeer(NodeName name) {
        return peers.isConfirmed(name);
    }

    /** The nodes whose pulls are kept open here. */
    public Set<NodeName> heldFor() {
        return service.heldFor();
    }

    DeltasService service() {
        return service;
    }

    Puller puller() {
        return puller;
    }

    /** The record of which nodes were heard, and where. */
    public NameConflicts conflicts() {
        return conflicts;
    }
}
