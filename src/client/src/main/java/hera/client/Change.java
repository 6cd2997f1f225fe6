package hera.client;

import java.util.List;

/**
 * A change of a service's list, whatever the state of its instances. Immutable.
 *
 * @param added instances whose ids are new
 * @param changed instances, as they are now, that differ from what they were
 * @param removed instances, as they were, that are no longer there
 * @param all the whole list after the change, by id
 */
public record Change(List<Instance> added, List<Instance> changed, List<Instance> removed, List<Instance> all) {
    /**
     * Copies the lists.
     *
     * @param added instances whose ids are new
     * @param changed instances that differ from what they were
     * @param removed instances that are no longer there
     * @param all the whole list after the change
     */
    public Change {
        added = List.copyOf(added);
        changed = List.copyOf(changed);
        removed = List.copyOf(removed);
        all = List.copyOf(all);
    }
}
