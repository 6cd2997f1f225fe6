package hera;

import hera.gossip.Gossip;
import hera.loop.Loop;
import org.springframework.context.SmartLifecycle;

/**
 * Starts gossip and the sweep once the node listens, and stops them before it stops listening, so that no held pull
 * keeps the shutdown waiting.
 */
final class NodeLifecycle implements SmartLifecycle {
    private final Gossip gossip;
    private final Loop sweep;
    private volatile boolean running;

    NodeLifecycle(Gossip gossip, Loop sweep) {
        this.gossip = gossip;
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
        sweep.stop();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
