package hera.sidecar;

import java.util.function.LongSupplier;

/**
 * The inputs of a sidecar besides its {@link GossipNode}: random tokens and a clock.
 *
 * @param instance a random id of this process, in lower case, by which it knows a request that comes back to it
 * @param secret random too, and told to nobody
 * @param nanoClock a monotonic clock's nanoseconds
 */
public record SidecarPorts(String instance, String secret, LongSupplier nanoClock) {}
