package hera.spawn.delivery;

import java.time.Duration;

/**
 * How writes are brought to nodes.
 *
 * @param tryTimeout from the first byte sent to the last of the answer
 * @param mostAnswer bytes of an answer's body; a node that sends more is treated as one that broke off
 * @param preserveHost whether the client's Host stands in the stored head; if not, nodes get their own
 * @param addKey whether a write without an Idempotency-Key gets its id as one
 */
public record DeliverySettings(Duration tryTimeout, long mostAnswer, boolean preserveHost, boolean addKey) {
    static final int MOST_HEAD = 65_536;
    static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);
}
