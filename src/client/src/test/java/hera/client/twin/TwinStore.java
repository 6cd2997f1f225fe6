package hera.client.twin;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The contents of one node. */
final class TwinStore {
    private final Map<String, Map<String, Entry>> services = new HashMap<>();

    /**
     * A write.
     *
     * @param json null for a deletion
     * @param ttlMillis how long it lives without another
     */
    record Entry(@Nullable String json, long timestamp, long expiresAt, long ttlMillis) {
        boolean isAlive(long now) {
            return json != null && now < expiresAt;
        }
    }

    /** Takes a write unless a newer one is there. */
    boolean put(String service, String id, Entry entry) {
        Map<String, Entry> entries = services.computeIfAbsent(service, name -> new TreeMap<>());
        Entry former = entries.get(id);
        if (former != null && former.timestamp() >= entry.timestamp()) {
            return false;
        }
        entries.put(id, entry);
        return true;
    }

    @Nullable
    Entry get(String service, String id) {
        return services.getOrDefault(service, Map.of()).get(id);
    }

    Map<String, Map<String, Entry>> all() {
        return services;
    }

    void clear() {
        services.clear();
    }

    /** A service as nodes answer it. */
    String list(String service, long now) {
        StringBuilder list = new StringBuilder("{");
        services.getOrDefault(service, Map.of()).forEach((id, entry) -> {
            if (entry.isAlive(now)) {
                list.append(list.length() > 1 ? "," : "")
                        .append('"')
                        .append(id)
                        .append("\":")
                        .append(entry.json());
            }
        });
        return list.append('}').toString();
    }

    /** The number of live instances by service. */
    Map<String, Integer> counts(long now) {
        Map<String, Integer> counts = new TreeMap<>();
        services.forEach((service, entries) -> {
            int count = (int) entries.values().stream()
                    .filter(entry -> entry.isAlive(now))
                    .count();
            if (count > 0) {
                counts.put(service, count);
            }
        });
        return counts;
    }
}
