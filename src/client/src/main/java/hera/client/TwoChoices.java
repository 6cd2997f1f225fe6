package hera.client;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;

/** The power-of-two-choices balancer: takes the less busy of two random instances (Mitzenmacher 2001). */
final class TwoChoices implements Balancer {
    private static final int MOST_TRIES = 8;

    private final LiveDiscovery discovery;
    private final Outages outages;
    private final RandomGenerator chance;
    private final Map<String, Integer> underWay = new ConcurrentHashMap<>();

    TwoChoices(LiveDiscovery discovery) {
        this.discovery = discovery;
        this.outages = new Outages(discovery.parts().loop());
        this.chance = discovery.parts().chance();
    }

    private final class CountedCall implements Call {
        private final Instance instance;
        private final AtomicBoolean over = new AtomicBoolean();

        CountedCall(Instance instance) {
            this.instance = instance;
            underWay.merge(instance.id(), 1, Integer::sum);
        }

        @Override
        public Instance instance() {
            return instance;
        }

        @Override
        public void failed() {
            outages.failed(instance);
        }

        @Override
        public void close() {
            if (!over.getAndSet(true)) {
                underWay.computeIfPresent(instance.id(), (id, calls) -> calls > 1 ? calls - 1 : null);
            }
        }
    }

    @Override
    public Optional<Call> next() {
        Snapshot snapshot = outages.without(discovery.current());
        int first = snapshot.weights().at(chance.nextDouble());
        if (first < 0) {
            return Optional.empty();
        }
        Instance one = snapshot.up().get(first);
        Instance other = snapshot.up().get(another(snapshot, first));
        return Optional.of(new CountedCall(load(other) < load(one) ? other : one));
    }

    /**
     * Returns another index at random; the next one after some tries, for a list in which one instance has nearly all
     * the weight.
     */
    private int another(Snapshot snapshot, int first) {
        int size = snapshot.up().size();
        int second = first;
        for (int i = 0; i < MOST_TRIES && second == first && size > 1; i++) {
            second = snapshot.weights().at(chance.nextDouble());
        }
        return second == first ? (first + 1) % size : second;
    }

    /** Returns the calls in progress, this one included, divided by the weight. */
    private double load(Instance instance) {
        return (underWay.getOrDefault(instance.id(), 0) + 1) / Weights.weight(instance);
    }
}
