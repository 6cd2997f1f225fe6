package hera.client;

import java.util.Collection;
import java.util.List;

/**
 * A service's list at one moment. Immutable.
 *
 * @param all by id
 * @param up those of them that are up and usable
 * @param weights the shares of those that are up
 */
record Snapshot(List<Instance> all, List<Instance> up, Weights weights) {
    static final Snapshot EMPTY = of(List.of());

    static Snapshot of(Collection<Instance> all) {
        List<Instance> up = all.stream()
                .filter(instance -> instance.isUsable() && instance.status() == Status.UP)
                .toList();
        return new Snapshot(List.copyOf(all), up, Weights.of(up));
    }
}
