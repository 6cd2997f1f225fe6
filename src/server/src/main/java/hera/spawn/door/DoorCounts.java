package hera.spawn.door;

import hera.foundation.access.Denial;
import hera.foundation.guard.SecurityCounts;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** What happened at the doors. Thread-safe. */
final class DoorCounts implements SecurityCounts {
    private final Map<Denial, LongAdder> denied = new EnumMap<>(Denial.class);
    private final LongAdder loaded = new LongAdder();
    private final LongAdder failed = new LongAdder();

    DoorCounts() {
        for (Denial reason : Denial.values()) {
            denied.put(reason, new LongAdder());
        }
    }

    @Override
    public void denied(Denial reason) {
        Objects.requireNonNull(denied.get(reason)).increment();
    }

    @Override
    public void reloaded(boolean inForce) {
        (inForce ? loaded : failed).increment();
    }

    void addTo(StringBuilder text) {
        text.append("# TYPE hera_denied_total counter\n");
        denied.forEach((reason, count) ->
                text.append("hera_denied_total{reason=\"%s\"} %d\n".formatted(reason.word(), count.sum())));
        text.append("# TYPE hera_security_reloads_total counter\n");
        text.append("hera_security_reloads_total{result=\"ok\"} %d\n".formatted(loaded.sum()));
        text.append("hera_security_reloads_total{result=\"failed\"} %d\n".formatted(failed.sum()));
    }
}
