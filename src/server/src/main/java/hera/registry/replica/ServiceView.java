package hera.registry.replica;

import java.util.List;

/**
 * A service's live instances, in no particular order.
 *
 * @param version changes when, and only when, the content does; {@code 0} for a service that nothing is known of
 */
public record ServiceView(long version, List<InstanceView> instances) {
    /** The view of a service of which nothing is known. */
    static final ServiceView NONE = new ServiceView(0, List.of());
}
