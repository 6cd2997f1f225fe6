package hera.sidecar;

import hera.sidecar.discovery.RegistryPresence;
import hera.sidecar.discovery.SourceWatch;
import java.util.Optional;
import org.springframework.context.SmartLifecycle;

/** The start of a sidecar's loops, behind the node's, and its end before the node's: it drains while gossip goes on. */
final class SidecarLifecycle implements SmartLifecycle {
    private final LiveRing ring;
    private final SourceWatch sources;
    private final Optional<RegistryPresence> presence;
    private final BackendHealth health;
    private final Drain drain;
    private volatile boolean running;

    SidecarLifecycle(
            LiveRing ring,
            SourceWatch sources,
            Optional<RegistryPresence> presence,
            BackendHealth health,
            Drain drain) {
        this.ring = ring;
        this.sources = sources;
        this.presence = presence;
        this.health = health;
        this.drain = drain;
    }

    @Override
    public void start() {
        running = true;
        ring.start();
        sources.start();
        presence.ifPresent(RegistryPresence::start);
        health.start();
    }

    @Override
    public void stop() {
        running = false;
        sources.stop();
        presence.ifPresent(RegistryPresence::stop);
        drain.run();
        health.stop();
        ring.stop();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
