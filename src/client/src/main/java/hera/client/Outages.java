package hera.client;

import hera.client.time.ClientLoop;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The instances that a balancer avoids because calls to them failed. Safe for use by many threads. */
final class Outages {
    private static final long MILLIS = 5_000;

    private final ClientLoop loop;
    private final Map<String, Long> until = new ConcurrentHashMap<>();

    Outages(ClientLoop loop) {
        this.loop = loop;
    }

    void failed(Instance instance) {
        until.put(instance.id(), loop.millis() + MILLIS);
    }

    /** Returns the list without the failed instances; the whole list if all failed. */
    Snapshot without(Snapshot snapshot) {
        if (until.isEmpty()) {
            return snapshot;
        }
        long now = loop.millis();
        until.values().removeIf(end -> now >= end);
        Set<String> out = until.keySet();
        List<Instance> left = snapshot.up().stream()
                .filter(instance -> !out.contains(instance.id()))
                .toList();
        return left.isEmpty() || left.size() == snapshot.up().size() ? snapshot : Snapshot.of(left);
    }
}
