package hera.failover.store;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one look showed.
 *
 * @param sessions all sessions of the store, by their identity
 * @param names those of the names asked for that have a row that can be understood
 * @param damaged those that have a row that cannot be understood, with what is wrong with it
 */
public record Sight(
        Map<SessionId, SessionRecord> sessions, Map<String, NameRecord> names, Map<String, String> damaged) {

    /**
     * Copies the maps, in their order.
     *
     * @param sessions all sessions of the store, by their identity
     * @param names those of the names asked for that have a row that can be understood
     * @param damaged those that have a row that cannot be understood, with what is wrong with it
     */
    public Sight {
        sessions = Collections.unmodifiableMap(new LinkedHashMap<>(sessions));
        names = Collections.unmodifiableMap(new LinkedHashMap<>(names));
        damaged = Collections.unmodifiableMap(new LinkedHashMap<>(damaged));
    }
}
