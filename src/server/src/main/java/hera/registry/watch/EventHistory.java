package hera.registry.watch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The latest change sets of a service, as many as fit into a number of bytes. Not safe for concurrent use. */
final class EventHistory {
    private static final int CHANGE_OVERHEAD = 64;

    private final LongSupplier mostBytes;
    private final Deque<ChangeSet> changeSets = new ArrayDeque<>();
    private long bytes;

    EventHistory(LongSupplier mostBytes) {
        this.mostBytes = mostBytes;
    }

    /**
     * All changes that lead from one version of a service to another.
     *
     * @param from the version before, which is where the previous change set ended
     * @param to the version after
     */
    record ChangeSet(long from, long to, List<ServiceEvents.Change> changes) {
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

    /** Adds a change set and drops the oldest ones that no longer fit. */
    void add(ChangeSet changeSet) {
        changeSets.addLast(changeSet);
        bytes += changeSet.bytes();
        long most = mostBytes.getAsLong();
        while (bytes > most && !changeSets.isEmpty()) {
            bytes -= changeSets.removeFirst().bytes();
        }
    }

    /** Drops all change sets. */
    void clear() {
        changeSets.clear();
        bytes = 0;
    }

    /** The change sets since the given version, oldest first; null if the history no longer reaches back that far. */
    @Nullable
    List<ChangeSet> since(LongPredicate isVersion) {
        List<ChangeSet> found = new ArrayList<>();
        for (ChangeSet changeSet : changeSets) {
            if (!found.isEmpty() || isVersion.test(changeSet.from())) {
                found.add(changeSet);
            }
        }
        return found.isEmpty() ? null : found;
    }
}
