package hera.registry;

import hera.foundation.server.HeraServer;
import hera.foundation.server.PortChoice;
import hera.foundation.server.ServerSettings;
import hera.registry.settings.Limits;
import hera.registry.settings.RegistrySettings;
import java.util.ArrayList;
import java.util.List;

/** A registry node in this process: the one entry for programs that embed a node. */
public final class RegistryNode {
    private RegistryNode() {}

    /**
     * Starts a node; when it returns, the node accepts requests.
     *
     * @param more Spring configuration beside the node's own
     * @throws hera.foundation.settings.InvalidSettingException when the node cannot listen where it should
     */
    public static HeraServer start(RegistrySettings settings, Class<?>... more) {
        List<Class<?>> configurations = new ArrayList<>(List.of(RegistryConfiguration.class));
        configurations.addAll(List.of(more));
        return HeraServer.start(serverSettings(settings), settings, configurations);
    }

    /** Refuses settings with which a node could not listen now, as {@link #start} would. */
    static void checkListening(RegistrySettings settings) {
        HeraServer.checkListening(serverSettings(settings));
    }

    private static ServerSettings serverSettings(RegistrySettings settings) {
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
                List.of("gossip"));
    }
}
