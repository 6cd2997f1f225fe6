package hera.registry.replica;

import java.util.List;

/**
 * What has become of a service's live instances since a reader last looked, in stripes: each instance is in one of
 * them, in the same one for as long as their number stays. So a change costs the reader a stripe and not the service.
 *
 * @param version as of {@link ServiceView#version}
 * @param count how many stripes there are
 * @param changed those that the reader does not know, each whole
 */
public record ServiceStripes(long version, int count, List<Stripe> changed) {
    /** One stripe's live instances, in no particular order. */
    public record Stripe(int index, List<InstanceView> instances) {}
}
