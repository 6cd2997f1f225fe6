package hera.spawn.delivery;

import java.time.Duration;

/**
 * The settings of deliveries to nodes.
 *
 * @param tryTimeout the longest time from the first byte sent to the last byte of the answer
 * @param mostAnswer the most bytes of an answer's body; a longer answer counts as broken off
 * @param preserveHost whether the stored head has the client's Host; if not, each node gets its own
 * @param addKey whether a write without an Idempotency-Key gets its id as one
 */
public record DeliverySettings(Duration tryTimeout, long mostAnswer, boolean preserveHost, boolean addKey) {
    static final int MOST_HEAD = 65_536;
    static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);
}
