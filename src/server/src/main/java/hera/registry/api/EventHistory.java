package hera.registry.api;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The last steps of a feed, as many as fit. Not safe for concurrent use. */
final class EventHistory {
    private static final int CHANGE_OVERHEAD = 64;

    private final LongSupplier mostBytes;
    private final Deque<Step> steps = new ArrayDeque<>();
    private long bytes;

    EventHistory(LongSupplier mostBytes) {
        this.mostBytes = mostBytes;
    }

    /**
     * All changes that lead from one version of a service to another.
     *
     * @param from the version before, which is the version after of the step before
     */
    record Step(long from, long to, List<ServiceEvents.Change> changes) {
        long bytes() {
            long sum = CHANGE_OVERHEAD;
            for (ServiceEvents.Change change : changes) {
                sum += CHANGE_OVERHEAD
                        + ServiceEvents.size(change.id(), change.before())
                        + ServiceEvents.size(change.id(), change.after());
            }
            return sum;
        }
    }

    void add(Step step) {
        steps.addLast(step);
        bytes += step.bytes();
        long most = mostBytes.getAsLong();
        while (bytes > most && !steps.isEmpty()) {
            bytes -= steps.removeFirst().bytes();
        }
    }

    /** All steps from the version on that is asked for; null when that is none from which a step is kept. */
    @Nullable
    List<Step> since(LongPredicate isAskedFor) {
        List<Step> found = new ArrayList<>();
        for (Step step : steps) {
            if (!found.isEmpty() || isAskedFor.test(step.from())) {
                found.add(step);
            }
        }
        return found.isEmpty() ? null : found;
    }
}
