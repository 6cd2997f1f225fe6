package hera.sidecar;

import hera.foundation.forward.Target;
import hera.foundation.http.HostPort;
import hera.foundation.server.ListeningPort;
import hera.foundation.time.Clock;
import hera.foundation.time.ThreadTimer;
import hera.sidecar.console.PeerViews;
import hera.sidecar.console.RingConsoleController;
import hera.sidecar.discovery.MemberAddresses;
import hera.sidecar.discovery.RegistryPresence;
import hera.sidecar.discovery.SourceWatch;
import hera.sidecar.door.SidecarDoor;
import hera.sidecar.ring.KeySample;
import hera.sidecar.settings.SidecarSettings;
import hera.sidecar.start.StartAddresses;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DependsOn;
import org.springframework.core.Ordered;

/**
 * The composition of a sidecar. It needs {@link SidecarSettings}, {@link SidecarPorts}, {@link StartAddresses}, a {@link
 * GossipNode}, and what every server has; the node's loops are a bean named {@code lifecycle}.
 */
@Configuration(proxyBeanMethods = false)
public class SidecarConfiguration {
    /** The name of the health contributor on which readiness depends. */
    public static final String READINESS = "sidecar";

    @Bean(defaultCandidate = false)
    ThreadTimer ringTimer() {
        return new ThreadTimer("hera-ring");
    }

    @Bean(defaultCandidate = false)
    ThreadTimer sourceTimer() {
        return new ThreadTimer("hera-sources");
    }

    @Bean(defaultCandidate = false)
    ThreadTimer namesTimer() {
        return new ThreadTimer("hera-names");
    }

    /** The timer of tasks that never block. */
    @Bean(defaultCandidate = false)
    ThreadTimer dutyTimer() {
        return new ThreadTimer("hera-duty");
    }

    @Bean
    SidecarMetrics sidecarMetrics(MeterRegistry meters) {
        return new SidecarMetrics(meters);
    }

    @Bean
    LiveRing liveRing(
            GossipNode node,
            SidecarSettings settings,
            Clock clock,
            @Qualifier("ringTimer") ThreadTimer timer,
            @Qualifier("namesTimer") ThreadTimer namesTimer,
            SidecarMetrics metrics,
            SidecarDoor door) {
        MemberAddresses addresses = new MemberAddresses(host -> List.of(InetAddress.getAllByName(host)), namesTimer);
        LiveRing ring =
                new LiveRing(node, settings.ring().identity(), clock, timer, addresses, new KeySample(), metrics, door);
        metrics.show(ring);
        return ring;
    }

    @Bean
    SidecarServer sidecarServer(
            SidecarSettings settings,
            StartAddresses addresses,
            SidecarPorts ports,
            LiveRing ring,
            SidecarMetrics metrics,
            ListeningPort debugPort,
            SidecarDoor door) {
        RequestSettings requests = new RequestSettings(
                settings.ring().name(),
                settings.ring().address().toString(),
                ports.instance(),
                settings.ring().minimum(),
                settings.key(),
                settings.trusted(),
                settings.policy(),
                settings.hashBalanceFactor(),
                addresses.backend(),
                door.forClients() == null ? "http" : "https");
        ClientRouter clients = new ClientRouter(requests, ring, ports.nanoClock(), metrics);
        GossipPath gossip =
                new GossipPath(settings.ring().environment(), node(settings, debugPort, door), ports.secret());
        MemberRouter members = new MemberRouter(requests, ring, metrics, gossip, door);
        SidecarServer server = new SidecarServer(settings, clients, members, door, ports.nanoClock());
        metrics.show(server.clients(), clients.open(), members.open());
        return server;
    }

    /** The address at which this process reaches the debug address; null until it listens. */
    private static Supplier<@Nullable Target> node(
            SidecarSettings settings, ListeningPort debugPort, SidecarDoor door) {
        InetAddress host = debugHost(settings);
        return () -> {
            int port = debugPort.getAsInt();
            InetSocketAddress at = new InetSocketAddress(host, port);
            return port == 0
                    ? null
                    : new Target(
                            at,
                            HostPort.text(host.getHostAddress(), port),
                            "",
                            door.toMember(settings.ring().identity()));
        };
    }

    private static InetAddress debugHost(SidecarSettings settings) {
        String host = settings.debug().host();
        try {
            InetAddress address = host == null ? null : InetAddress.getByName(host);
            return address == null || address.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : address;
        } catch (UnknownHostException e) {
            throw new IllegalStateException("The server listens at a host that is none: " + host, e);
        }
    }

    @Bean
    Duty duty(GossipNode node) {
        return new Duty(node);
    }

    @Bean
    BackendHealth backendHealth(SidecarSettings settings, Duty duty, @Qualifier("dutyTimer") ThreadTimer timer) {
        return new BackendHealth(settings, duty, timer);
    }

    @Bean
    SourceWatch sourceWatch(SidecarSettings settings, GossipNode node, @Qualifier("sourceTimer") ThreadTimer timer) {
        return new SourceWatch(StartAddresses.repeated(settings), timer, newcomers(settings, node));
    }

    private static Optional<RegistryPresence> presence(SidecarSettings settings, GossipNode node, ThreadTimer timer) {
        return Optional.ofNullable(settings.sources().hera())
                .map(registry -> RegistryPresence.of(
                        StartAddresses.clients(settings.sources(), registry),
                        registry.service(),
                        settings.ring().identity(),
                        settings.ring().address(),
                        timer,
                        newcomers(settings, node)));
    }

    private static Consumer<HostPort> newcomers(SidecarSettings settings, GossipNode node) {
        return address -> {
            if (!address.equals(settings.ring().address())) {
                node.addAddress(address);
            }
        };
    }

    @Bean
    @DependsOn("lifecycle")
    SidecarLifecycle sidecarLifecycle(
            LiveRing ring,
            SourceWatch sources,
            GossipNode node,
            @Qualifier("sourceTimer") ThreadTimer sourceTimer,
            BackendHealth health,
            Duty duty,
            SidecarServer server,
            Clock clock,
            @Qualifier("dutyTimer") ThreadTimer timer,
            SidecarSettings settings) {
        Optional<RegistryPresence> presence = presence(settings, node, sourceTimer);
        return new SidecarLifecycle(
                ring, sources, presence, health, new Drain(duty, server, clock, timer, settings.drain()));
    }

    @Bean
    RingController ringController(
            SidecarSettings settings, LiveRing ring, GossipNode node, PrometheusMeterRegistry meters) {
        return new RingController(new RingPage(settings, ring, node), meters);
    }

    @Bean
    RingConsoleController ringConsole(SidecarSettings settings, GossipNode node, Clock clock, SidecarDoor door) {
        String self = settings.ring().identity();
        return new RingConsoleController(new PeerViews(
                settings.ring().environment(),
                () -> node.members().stream()
                        .filter(member ->
                                member.isOnRing() && !member.identity().equals(self))
                        .collect(Collectors.toMap(SeenMember::identity, SeenMember::address)),
                clock,
                door::toAnyMember));
    }

    @Bean
    FilterRegistrationBean<GossipGate> gossipGate(SidecarPorts ports) {
        FilterRegistrationBean<GossipGate> registration = new FilterRegistrationBean<>(new GossipGate(ports.secret()));
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 1);
        return registration;
    }

    @Bean("sidecarHealthIndicator")
    HealthIndicator sidecarHealth(LiveRing ring, Duty duty, SidecarSettings settings) {
        return new SidecarHealth(ring, duty, settings);
    }
}
