package hera.registry.gossip;

import hera.foundation.time.Clock;
import hera.foundation.time.Timer;
import hera.registry.replica.Replica;
import hera.registry.wire.DeltasCodec;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * One node's part in gossip, put together: a {@link Puller} that asks and a {@link DeltasService} that answers.
 *
 * @param puller asks the peers
 * @param service answers them
 * @param sightings who was heard
 */
public record Gossip(Puller puller, DeltasService service, NameConflicts sightings) {
    /**
     * What gossip needs of its surroundings.
     *
     * @param workers deal with answers, on other threads than those that ask
     * @param maxPageBytes how large an answer may be, about
     */
    public record Surroundings(
            PeerClient client,
            Clock clock,
            Executor workers,
            Timer timer,
            RandomGenerator random,
            MeterRegistry meters,
            int maxPageBytes) {}

    /** Not yet started. */
    public static Gossip of(
            NodeIdentity self,
            Replica replica,
            DeltasCodec codec,
            Seeds contacts,
            GossipSettings settings,
            Surroundings surroundings) {
        GossipMetrics metrics = new GossipMetrics(surroundings.meters());
        PageReceiver intake = new PageReceiver(replica, codec, surroundings.clock(), metrics);
        Peers peers = new Peers(self, contacts);
        NameConflicts sightings = new NameConflicts(self, surroundings.clock());
        Puller puller = new Puller(
                replica,
                peers,
                new PullSender(surroundings.client(), intake, sightings, surroundings.clock(), surroundings.workers()),
                surroundings.clock(),
                surroundings.timer(),
                surroundings.random(),
                settings,
                metrics,
                new Discovery(peers, contacts.discover(), metrics),
                new PullPlan(replica.self(), settings.fanout(), contacts.discover()));
        metrics.count(puller);
        DeltasService service = new DeltasService(
                replica,
                codec,
                surroundings.maxPageBytes(),
                settings,
                surroundings.clock(),
                surroundings.timer(),
                metrics);
        return new Gossip(puller, service, sightings);
    }
}
