package hera.registry;

import hera.foundation.access.AccessControl;
import hera.foundation.access.PeerToken;
import hera.foundation.http.HeraHeaders;
import hera.foundation.server.HeapGuard;
import hera.foundation.server.ListeningPort;
import hera.foundation.settings.HostName;
import hera.foundation.settings.ProgramVersion;
import hera.foundation.time.Clock;
import hera.foundation.time.Loop;
import hera.foundation.time.ThreadTimer;
import hera.registry.api.WaitingRequests;
import hera.registry.console.ClusterController;
import hera.registry.gossip.Gossip;
import hera.registry.gossip.GossipSettings;
import hera.registry.gossip.NodeIdentity;
import hera.registry.gossip.Seeds;
import hera.registry.gossip.transport.DeltasServlet;
import hera.registry.gossip.transport.HttpPeerClient;
import hera.registry.gossip.transport.PeerTls;
import hera.registry.membership.Membership;
import hera.registry.membership.NodeRegistration;
import hera.registry.membership.NodesController;
import hera.registry.replica.Replica;
import hera.registry.replica.ReplicaBounds;
import hera.registry.settings.Environment;
import hera.registry.settings.Exposure;
import hera.registry.settings.Limits;
import hera.registry.settings.OwnAddress;
import hera.registry.settings.RegistrySettings;
import hera.registry.watch.LongReads;
import hera.registry.wire.DeltasCodec;
import hera.registry.wire.DigestCodec;
import hera.registry.wire.InstanceReader;
import hera.registry.wire.NodeDescription;
import hera.registry.wire.WireNames;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The beans of every node, whether a registry's or one that only gossips: replica, gossip, membership and sweep. They
 * need {@link GossipSettings}.
 */
@Configuration(proxyBeanMethods = false)
class GossipConfiguration {
    private final SecureRandom random = new SecureRandom();

    @Bean
    NodeIdentity identity(RegistrySettings settings) {
        return new NodeIdentity(settings.name(), Long.toString(random.nextLong() >>> 1, 36));
    }

    @Bean
    Replica replica(RegistrySettings settings) {
        Limits limits = settings.limits();
        return new Replica(
                settings.name(),
                new ReplicaBounds(
                        settings.liveness().toMillis(),
                        limits.maxInstances(),
                        limits.maxTombstones(),
                        limits.maxOrigins(),
                        limits.maxPageBytes(),
                        settings.renewalWindow().toMillis()),
                random.nextLong());
    }

    @Bean
    InstanceReader instanceReader(RegistrySettings settings) {
        return new InstanceReader(
                settings.limits().maxInstanceBytes(), settings.limits().maxNesting());
    }

    @Bean
    WireNames wireNames(RegistrySettings settings) {
        return new WireNames(settings.limits().maxNameBytes());
    }

    @Bean
    HeapGuard heapGuard(Clock clock, ThreadTimer timer) {
        return HeapGuard.started(clock, timer);
    }

    @Bean
    HttpPeerClient peerClient(
            RegistrySettings settings,
            OwnAddress address,
            ThreadTimer timer,
            ObjectProvider<PeerToken> token,
            ObjectProvider<PeerTls> tls) {
        PeerToken own = token.getIfAvailable();
        return new HttpPeerClient(
                () -> headers(settings, address, own),
                settings.environment(),
                settings.limits().maxPageBytes(),
                timer,
                tls.getIfAvailable());
    }

    @Bean
    Gossip gossip(
            Replica replica,
            InstanceReader reader,
            WireNames names,
            NodeIdentity identity,
            RegistrySettings settings,
            GossipSettings pace,
            Clock clock,
            ThreadTimer timer,
            MeterRegistry meters,
            HttpPeerClient client,
            OwnAddress address,
            HeapGuard heap) {
        Gossip gossip = Gossip.of(
                identity,
                replica,
                new DeltasCodec(reader, names),
                new Seeds(settings.peers(), settings.neighbours(), settings.discover()),
                pace,
                new Gossip.Ports(
                        client,
                        clock,
                        client.threads(),
                        timer,
                        random,
                        meters,
                        settings.limits().maxPageBytes(),
                        heap::isLowNow,
                        heap::hasRoomFor));
        gossip.conflicts().ownAddress(address::toString);
        return gossip;
    }

    private static Map<String, String> headers(
            RegistrySettings settings, OwnAddress address, @Nullable PeerToken token) {
        Map<String, String> headers = new LinkedHashMap<>();
        if (token != null) {
            headers.put("Authorization", "Bearer " + token.value());
        }
        headers.put(HeraHeaders.ADDRESS, address.toHeader());
        if (settings.environment() != null) {
            headers.put(HeraHeaders.ENVIRONMENT, settings.environment().name());
        }
        return headers;
    }

    @Bean
    OwnAddress ownAddress(RegistrySettings settings, ListeningPort port) {
        return new OwnAddress(settings, HostName.find(), port);
    }

    @Bean
    ServletRegistrationBean<DeltasServlet> deltas(
            Gossip gossip, RegistrySettings settings, OwnAddress address, ObjectProvider<LongReads> reads) {
        DigestCodec digests = new DigestCodec(settings.limits().maxOrigins());
        DeltasServlet.Strangers few = DeltasServlet.Strangers.ofNodeWithoutClients();
        DeltasServlet.Strangers strangers = request -> {
            LongReads clients = reads.getIfAvailable();
            return clients == null ? few.take(request) : clients.takeForPull(request);
        };
        return new ServletRegistrationBean<>(
                new DeltasServlet(
                        gossip, digests, address, settings.security() == null ? strangers : request -> () -> {}),
                DeltasServlet.PATH);
    }

    @Bean
    NodeRegistration nodeRegistration(
            Replica replica, Clock clock, ThreadTimer timer, RegistrySettings settings, OwnAddress address) {
        Environment environment = settings.environment();
        return new NodeRegistration(
                replica,
                clock,
                timer,
                settings.gossipInterval(),
                (leaving, resting) -> new NodeDescription(
                        address.host(),
                        address.port(),
                        environment == null ? null : environment.name(),
                        settings.clusterName(),
                        ProgramVersion.get(),
                        settings.discover(),
                        leaving,
                        resting));
    }

    @Bean
    Membership membership(Replica replica, Clock clock, ThreadTimer timer) {
        return new Membership(replica, clock, timer);
    }

    @Bean
    NodesController nodes(Membership membership) {
        return new NodesController(membership);
    }

    @Bean
    ClusterController clusterView(
            Gossip gossip,
            Replica replica,
            Clock clock,
            NodeIdentity identity,
            RegistrySettings settings,
            OwnAddress address,
            Membership membership) {
        Environment environment = settings.environment();
        String name = environment == null ? null : environment.name();
        return new ClusterController(
                gossip,
                membership,
                replica,
                clock,
                identity,
                () -> new ClusterController.Self(
                        address.toString(),
                        name,
                        ProgramVersion.get(),
                        SecurityHealth.mode(settings),
                        settings.exposure().word()));
    }

    @Bean
    Loop sweep(Replica replica, Clock clock, ThreadTimer timer, RegistrySettings settings) {
        return Sweep.of(replica, clock, timer, settings.purgeInterval());
    }

    @Bean
    RegistryLifecycle lifecycle(
            Gossip gossip,
            ObjectProvider<WaitingRequests> requests,
            Loop sweep,
            NodeRegistration registration,
            Membership membership) {
        return new RegistryLifecycle(
                gossip, () -> requests.ifAvailable(WaitingRequests::close), sweep, registration, membership);
    }

    @Bean("gossipHealthIndicator")
    HealthIndicator gossipHealth(Gossip gossip) {
        return new GossipHealth(gossip);
    }

    @Bean
    HealthIndicator identityHealthIndicator(Gossip gossip, RegistrySettings settings, ListeningPort port) {
        return new IdentityHealth(gossip.conflicts(), settings, port);
    }

    @Bean
    HealthIndicator securityHealthIndicator(
            RegistrySettings settings, ObjectProvider<AccessControl> access, ObjectProvider<TlsHealth> tls) {
        return new SecurityHealth(settings, access.getIfAvailable(), tls.getIfAvailable());
    }

    @Bean
    Gauge openGauge(MeterRegistry meters, RegistrySettings settings) {
        int open = settings.security() == null && settings.exposure() == Exposure.NETWORK ? 1 : 0;
        return Gauge.builder("hera.security.open", () -> open)
                .description("Whether anyone on the network can read, write and gossip")
                .register(meters);
    }
}
