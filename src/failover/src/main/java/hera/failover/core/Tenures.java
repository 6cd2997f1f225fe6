package hera.failover.core;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The present masterships of a session, updated by the core's actions. One thread applies actions; any thread reads.
 */
public final class Tenures {
    private final Map<String, Tenure> present = new ConcurrentHashMap<>();
    private volatile Tenure.Epoch epoch = new Tenure.Epoch(0, Long.MIN_VALUE);

    /** Creates an empty table. */
    public Tenures() {}

    /**
     * Applies an action, if it concerns masterships.
     *
     * @param action what the core decided
     */
    public void apply(Action action) {
        if (action instanceof Action.Valid valid) {
            extend(valid);
        } else if (action instanceof Action.Entered entered && entered.epoch() == epoch.number) {
            present.put(entered.name(), new Tenure(entered.name(), entered.term(), epoch));
        } else if (action instanceof Action.Left left) {
            Tenure tenure = present.remove(left.name());
            if (tenure != null) {
                tenure.end();
            }
        }
    }

    private void extend(Action.Valid valid) {
        if (valid.epoch() == epoch.number) {
            epoch.until = valid.untilNanos();
        } else {
            epoch = new Tenure.Epoch(valid.epoch(), valid.untilNanos());
        }
    }

    /**
     * Returns the mastership of a name, which may be over by the clock.
     *
     * @param name the led name
     * @return the mastership, or null if there is none
     */
    public @Nullable Tenure of(String name) {
        return present.get(name);
    }

    /**
     * Returns the end of the session's validity.
     *
     * @return the time on the session's clock; {@link Long#MIN_VALUE} before the first beat
     */
    public long validUntil() {
        return epoch.until;
    }
}
