package hera.client.lists;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What became of a list.
 *
 * @param added instances whose ids are new
 * @param changed instances, as they are now, that are no longer equal to what they were
 * @param removed instances, as they were, whose ids are no longer there
 * @param <T> an instance
 */
public record Difference<T>(List<T> added, List<T> changed, List<T> removed) {
    /** Copies. */
    public Difference {
        added = List.copyOf(added);
        changed = List.copyOf(changed);
        removed = List.copyOf(removed);
    }

    /** Compares two states of a list. */
    public static <T> Difference<T> between(Map<String, T> before, Map<String, T> after) {
        List<T> added = new ArrayList<>();
        List<T> changed = new ArrayList<>();
        List<T> removed = new ArrayList<>();
        after.forEach((id, instance) -> {
            T was = before.get(id);
            if (was == null) {
                added.add(instance);
            } else if (!was.equals(instance)) {
                changed.add(instance);
            }
        });
        before.forEach((id, instance) -> {
            if (!after.containsKey(id)) {
                removed.add(instance);
            }
        });
        return new Difference<>(added, changed, removed);
    }

    /** Whether nothing differs. */
    public boolean isEmpty() {
        return added.isEmpty() && changed.isEmpty() && removed.isEmpty();
    }
}
