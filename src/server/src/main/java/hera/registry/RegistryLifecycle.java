package hera.registry;

import hera.foundation.time.Loop;
import hera.registry.gossip.Gossip;
import hera.registry.membership.Membership;
import hera.registry.membership.NodeRegistration;
import org.springframework.context.SmartLifecycle;

/**
 * The start and stop of a node's loops. They start before the node listens, and stop while it still listens, so that no
 * waiting request delays the shutdown. Held pulls of peers are answered last, because they carry the node's departure.
 */
final class RegistryLifecycle implements SmartLifecycle {
    private final Gossip gossip;
    private final Runnable closeRequests;
    private final Loop sweep;
    private final NodeRegistration registration;
    private final Membership membership;
    private volatile boolean running;

    RegistryLifecycle(
            Gossip gossip, Runnable closeRequests, Loop sweep, NodeRegistration registration, Membership membership) {
        this.gossip = gossip;
        this.closeRequests = closeRequests;
        this.sweep = sweep;
        this.registration = registration;
        this.membership = membership;
    }

    @Override
    public void start() {
        running = true;
        sweep.start();
        gossip.start();
        registration.start();
        membership.start();
    }

    @Override
    public void stop() {
        running = false;
        gossip.stop();
        closeRequests.run();
        membership.stop();
        registration.leave();
        gossip.close();
        sweep.stop();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
