package hera.registry;

import hera.foundation.clients.ConnectionShares;
import hera.foundation.guard.Secrets;
import hera.foundation.server.HeraServer;
import hera.foundation.server.PortChoice;
import hera.foundation.server.RequestDeadlines;
import hera.foundation.server.ServerSettings;
import hera.foundation.tls.NodeTls;
import hera.registry.settings.ClientLimits;
import hera.registry.settings.Limits;
import hera.registry.settings.RegistrySettings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The starter of a node in this process, the only entry for programs that embed one. */
public final class RegistryNode {
    private RegistryNode() {}

    /**
     * Starts a registry node; when it returns, the node accepts requests.
     *
     * @param more Spring configuration beside the node's own
     * @throws hera.foundation.settings.InvalidSettingException if it cannot listen at the configured address and ports
     */
    public static HeraServer start(RegistrySettings settings, Class<?>... more) {
        List<Object> beans = new ArrayList<>(List.of(settings, deadlines(settings)));
        List<Class<?>> configurations = configurations(RegistryConfiguration.class, List.of(more));
        ServerSettings server = serverSettings(settings, List.of("gossip"));
        Integer most = settings.clients().connectionsOf(server.maxConnections(), settings.security() != null);
        if (most != null) {
            beans.add(new ConnectionShares(most));
        }
        return start(settings, server, beans, configurations);
    }

    private static RequestDeadlines deadlines(RegistrySettings settings) {
        ClientLimits clients = settings.clients();
        return new RequestDeadlines(clients.headerTimeout(), clients.bodyTimeout(), clients.idleTimeout());
    }

    /**
     * Starts a node that only gossips, without the registry's API, for a system that needs to know who its members are;
     * when it returns, the node accepts requests.
     *
     * @param beans settings of that system, beside the node's own
     * @param readiness names of that system's health contributors on which readiness depends
     * @param more Spring configuration of that system
     * @throws hera.foundation.settings.InvalidSettingException if it cannot listen at the configured address and ports
     */
    public static HeraServer startEmbedded(
            RegistrySettings settings, List<?> beans, List<String> readiness, List<Class<?>> more) {
        List<Object> all = new ArrayList<>(List.of(settings, deadlines(settings)));
        all.addAll(beans);
        return start(
                settings, serverSettings(settings, readiness), all, configurations(EmbeddedConfiguration.class, more));
    }

    /** Starts a node, with what it has beyond an open one if it is closed. */
    private static HeraServer start(
            RegistrySettings settings, ServerSettings server, List<Object> beans, List<Class<?>> configurations) {
        if (settings.security() == null) {
            return HeraServer.start(server, beans, configurations);
        }
        Secrets secrets = Secrets.read(settings.security(), settings.name(), Instant.now());
        beans.addAll(secrets.parts());
        configurations.add(SecuredConfiguration.class);
        NodeTls tls = secrets.tls();
        if (tls == null) {
            return HeraServer.start(server, beans, configurations);
        }
        configurations.add(TlsConfiguration.class);
        return HeraServer.start(server.with(tls::serverEngine), beans, configurations);
    }

    /** Refuses settings with which a node could not start now, as {@link #start} would. */
    static void check(RegistrySettings settings) {
        if (settings.security() != null) {
            Secrets.read(settings.security(), settings.name(), Instant.now());
        }
        HeraServer.checkListening(serverSettings(settings, List.of()));
    }

    private static List<Class<?>> configurations(Class<?> own, List<Class<?>> more) {
        List<Class<?>> configurations = new ArrayList<>(List.of(own));
        configurations.addAll(more);
        return configurations;
    }

    private static ServerSettings serverSettings(RegistrySettings settings, List<String> readiness) {
        Limits limits = settings.limits();
        List<Integer> ports = settings.ports();
        return new ServerSettings(
                settings.name().value(),
                ports.size() == 1
                        ? PortChoice.of(ports.get(0))
                        : new PortChoice(ports, "environment", String.valueOf(settings.environment())),
                settings.bind(),
                limits.maxBatchBytes(),
                limits.maxHeldRequests() + limits.maxHeldRegistrations(),
                readiness);
    }
}
