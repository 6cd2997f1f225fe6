package hera.registry;

import hera.foundation.time.Loop;
import hera.registry.api.Registry;
import hera.registry.gossip.Gossip;
import hera.registry.membership.Membership;
import hera.registry.membership.NodeRegistration;
import org.springframework.context.SmartLifecycle;

/**
 * Starts gossip and the sweep once the node listens, and stops them before it stops listening, so that no held
 * request keeps the shutdown waiting. The pulls that wait are let go last: they carry the node's last words.
 */
final class RegistryLifecycle implements SmartLifecycle {
    private final Gossip gossip;
    private final Registry registry;
    private final Loop sweep;
    private final NodeRegistration registration;
    private final Membership membership;
    private volatile boolean running;

    RegistryLifecycle(
            Gossip gossip, Registry registry, Loop sweep, NodeRegistration registration, Membership membership) {
        this.gossip = gossip;
        this.registry = registry;
        this.sweep = sweep;
        this.registration = registration;
        this.membership = membership;
    }

    @Override
    public void start() {
        running = true;
        sweep.start();
        gossip.puller().start();
        registration.start();
        membership.start();
    }

    @Override
    public void stop() {
        running = false;
        gossip.puller().stop();
        registry.close();
        membership.stop();
        registration.leave();
        gossip.service().close();
        sweep.stop();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
