package hera.registry.replica;

import java.util.List;

/**
 * The changes in a service's live instances since a reader's last read, in stripes: each instance is in one stripe, the
 * same one for as long as their number stays. So a change costs the reader a stripe and not the service.
 *
 * @param version as of {@link ServiceView#version}
 * @param count how many stripes there are
 * @param changed the stripes that the reader does not know, each whole
 */
public record ServiceStripes(long version, int count, List<Stripe> changed) {
    /** The stripes of a service of which nothing is known. */
    static final ServiceStripes NONE = new ServiceStripes(0, 1, List.of(new Stripe(0, List.of())));

    /** One stripe's live instances, in no particular order. */
    public record Stripe(int index, List<InstanceView> instances) {}
}
