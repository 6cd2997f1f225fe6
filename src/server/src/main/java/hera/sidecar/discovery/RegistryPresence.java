package hera.sidecar.discovery;

import hera.client.Discovery;
import hera.client.HeraClient;
import hera.client.Instance;
import hera.client.Lease;
import hera.foundation.http.HostPort;
import hera.foundation.time.Loop;
import hera.foundation.time.Timer;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A member's place in a Hera registry: it is registered there, held by a connection, as long as it takes requests, and
 * learns of other members as they come. A registry that is away is tried for ever and changes nothing, and a token that
 * becomes another is taken from its file within 5 s. Thread-safe.
 */
public final class RegistryPresence {
    /** A node looks at its tokens as often. */
    private static final Duration LOOK_INTERVAL = Duration.ofSeconds(5);

    private final RegistryClients registry;
    private final String service;
    private final Instance self;
    private final Timer timer;
    private final Consumer<HostPort> found;
    private final Loop looks;
    private @Nullable HeraClient client;

    private RegistryPresence(
            RegistryClients registry, String service, Instance self, Timer timer, Consumer<HostPort> found) {
        this.registry = registry;
        this.service = service;
        this.self = self;
        this.timer = timer;
        this.found = found;
        this.looks = new Loop("registry-token", timer, () -> LOOK_INTERVAL, registry::look);
    }

    /**
     * Returns a presence that has not begun yet.
     *
     * @param registry makes the client
     * @param identity the id of this member's instance
     * @param address the address at which other members reach this one
     * @param timer a timer with a thread of its own, because the end waits for the registry and a file is read
     * @param found gets the address of each member, again at each change
     */
    public static RegistryPresence of(
            RegistryClients registry,
            String service,
            String identity,
            HostPort address,
            Timer timer,
            Consumer<HostPort> found) {
        Instance self = Instance.of(address.host(), address.port()).id(identity);
        return new RegistryPresence(registry, service, self, timer, found);
    }

    /** Starts the presence; returns at once. */
    public synchronized void start() {
        if (client != null) {
            return;
        }
        HeraClient started = registry.start();
        client = started;
        looks.start();
        started.register(service, self, Lease.held());
        Discovery members = started.discover(service);
        var unused = members.onChange(
                change -> HeraSource.addresses(members.instances()).forEach(found));
    }

    /** Deregisters; returns at once. */
    public synchronized void stop() {
        if (client != null) {
            HeraClient ended = client;
            client = null;
            looks.stop();
            timer.after(Duration.ZERO, ended::close);
        }
    }
}
