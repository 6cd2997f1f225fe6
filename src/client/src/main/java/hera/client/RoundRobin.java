package hera.client;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** The round-robin balancer. */
final class RoundRobin implements Balancer {
    private final LiveDiscovery discovery;
    private final Outages outages;
    private final AtomicLong turn;

    RoundRobin(LiveDiscovery discovery) {
        this.discovery = discovery;
        this.outages = new Outages(discovery.parts().loop());
        this.turn = new AtomicLong(discovery.parts().chance().nextLong() >>> 1);
    }

    private record RoundCall(Instance instance, Outages outages) implements Call {
        @Override
        public void failed() {
            outages.failed(instance);
        }

        @Override
        public void close() {}
    }

    @Override
    public Optional<Call> next() {
        Snapshot snapshot = outages.without(discovery.current());
        int index = snapshot.weights().atTurn(turn.getAndIncrement());
        return index < 0
                ? Optional.empty()
                : Optional.of(new RoundCall(snapshot.up().get(index), outages));
    }
}
