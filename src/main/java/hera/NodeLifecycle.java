package hera;

import hera.gossip.Gossip;
import hera.loop.Loop;
import hera.registry.Registry;
import org.springframework.context.SmartLifecycle;

/**
 * Starts gossip and the sweep once the node listens, and stops them before it stops listening, so that no held
 * request keeps the shutdown waiting.
 */
final class NodeLifecycle implements SmartLifecycle {
    private final Gossip gossip;
    private final Registry registry;
    private final Loop sweep;
    private volatile boolean running;

    NodeLifecycle(Gossip gossip, Registry registry, Loop sweep) {
        this.gossip = gossip;
        this.registry = registry;
        this.sweep = sweep;
    }

    @Override
    public void start() {
        running = true;
        sweep.start();
        gossip.puller().start();
    }

    @Override
    public void stop() {
        running = false;
        gossip.puller().stop();
        gossip.service().close();
        registry.close();
        sweep.stop();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
