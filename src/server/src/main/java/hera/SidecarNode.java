package hera;

import hera.foundation.access.Need;
import hera.foundation.access.SecuritySettings;
import hera.foundation.forward.door.PortTls;
import hera.foundation.guard.Guard;
import hera.foundation.http.HostPort;
import hera.foundation.names.NodeName;
import hera.foundation.names.ServiceName;
import hera.foundation.server.HeraServer;
import hera.registry.RegistryNode;
import hera.registry.access.EmbeddedDoor;
import hera.registry.access.PublicFiles;
import hera.registry.gossip.Gossip;
import hera.registry.membership.Membership;
import hera.registry.membership.NodeRegistration;
import hera.registry.membership.NodeView;
import hera.registry.replica.Replica;
import hera.registry.replica.ReplicaListener;
import hera.registry.settings.Environment;
import hera.registry.settings.RegistrySettings;
import hera.sidecar.GossipGate;
import hera.sidecar.GossipNode;
import hera.sidecar.SeenMember;
import hera.sidecar.SidecarConfiguration;
import hera.sidecar.SidecarPorts;
import hera.sidecar.console.RingConsoleController;
import hera.sidecar.door.DebugPath;
import hera.sidecar.door.SidecarDoor;
import hera.sidecar.settings.SidecarSettings;
import hera.sidecar.start.StartAddresses;
import jakarta.servlet.http.HttpServletRequest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The composition of a sidecar with an embedded gossip node. It is here because systems do not know each other. The
 * node listens at the debug address; each ring is an environment of its own.
 */
@Configuration(proxyBeanMethods = false)
class SidecarNode {
    /** A member counts as gone after four intervals, so a killed one leaves the ring within 5 s. */
    private static final Duration GOSSIP_INTERVAL = Duration.ofSeconds(1);

    private static final int TOKEN_BYTES = 16;

    /** Starts a sidecar; when this returns, the sidecar accepts requests at all its addresses. */
    static HeraServer start(SidecarSettings settings, StartAddresses addresses) {
        RegistrySettings node = RegistrySettings.named(
                        new NodeName(settings.ring().identity()))
                .environment(new Environment(settings.ring().environment()))
                .port(settings.debug().port())
                .bind(settings.debug().host())
                .advertise(settings.ring().address())
                .neighbours(addresses.members())
                .gossipInterval(GOSSIP_INTERVAL)
                .security(settings.security())
                .build();
        List<Class<?>> configurations = new ArrayList<>(List.of(SidecarConfiguration.class, SidecarNode.class));
        if (settings.security() != null) {
            configurations.add(SidecarTls.class);
        }
        return RegistryNode.startEmbedded(
                node, List.of(settings, addresses), List.of(SidecarConfiguration.READINESS), configurations);
    }

    @Bean
    SidecarPorts sidecarPorts() {
        SecureRandom random = new SecureRandom();
        return new SidecarPorts(token(random), token(random), System::nanoTime);
    }

    @Bean
    SidecarDoor sidecarDoor(ObjectProvider<PortTls> tls, ObjectProvider<Guard> guard) {
        PortTls own = tls.getIfAvailable();
        Guard guarded = guard.getIfAvailable();
        return own == null || guarded == null ? SidecarDoor.open() : SidecarDoor.closed(own, guarded);
    }

    /** What a closed sidecar's debug address asks for. */
    @Bean
    EmbeddedDoor embeddedDoor(SidecarPorts ports) {
        return new EmbeddedDoor() {
            @Override
            public Need need(String method, String rawPath) {
                return DebugPath.need(method, rawPath);
            }

            @Override
            public boolean isDecided(HttpServletRequest request) {
                return GossipGate.isOwn(request, ports.secret());
            }
        };
    }

    @Bean
    PublicFiles publicFiles(SidecarSettings settings) {
        SecuritySettings security = settings.security();
        return new PublicFiles(security == null || security.console() ? RingConsoleController.files() : Set.of());
    }

    @Bean
    GossipNode gossipNode(Membership membership, NodeRegistration registration, Gossip gossip, Replica replica) {
        return new EmbeddedNode(membership, registration, gossip, replica);
    }

    private static String token(SecureRandom random) {
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** The embedded node behind the sidecar's port to gossip. */
    private record EmbeddedNode(Membership membership, NodeRegistration registration, Gossip gossip, Replica replica)
            implements GossipNode {
        @Override
        public List<SeenMember> members() {
            List<SeenMember> members = new ArrayList<>();
            for (NodeView node : membership.nodes()) {
                HostPort address = address(node);
                if (address != null) {
                    members.add(new SeenMember(
                            node.name().value(),
                            address,
                            SeenMember.State.valueOf(node.state().name()),
                            node.description().resting(),
                            node.sinceMillis()));
                }
            }
            return members;
        }

        /** Returns the address that a node states of itself; null if it is not valid. */
        private static @Nullable HostPort address(NodeView node) {
            try {
                return new HostPort(
                        node.description().host(), node.description().port());
            } catch (IllegalArgumentException e) {
                return null;
            }
        }

        @Override
        public boolean hasJoined() {
            return gossip.isReady();
        }

        @Override
        public void onChange(Runnable listener) {
            replica.addListener(new ReplicaListener() {
                @Override
                public void onChange(ServiceName service) {
                    if (service.equals(ServiceName.NODES)) {
                        listener.run();
                    }
                }
            });
        }

        @Override
        public void addAddress(HostPort address) {
            gossip.addNeighbour(address);
        }

        @Override
        public void rest(boolean wanted) {
            registration.rest(wanted);
        }

        @Override
        public @Nullable String rival() {
            return gossip.conflicts().rival();
        }
    }
}
