package hera.sidecar;

import java.util.function.LongSupplier;

/**
 * The inputs of a sidecar besides its {@link GossipNode}: random tokens and a clock.
 *
 * @param instance a random id of this process, in lower case, by which it recognises a request that comes back to it
 * @param secret another random text, which this process alone knows
 * @param nanoClock a monotonic clock's nanoseconds
 */
public record SidecarPorts(String instance, String secret, LongSupplier nanoClock) {}
