package hera.spawn.edge;

import hera.spawn.queue.AnswerPolicy;
import java.time.Duration;

/**
 * The settings of the service to clients.
 *
 * @param group a random id of all Spawns that share the store, by which loops are detected
 * @param policy the policy of writes that name none
 * @param timeout how long a write's client waits for more than the confirmation that it is stored
 * @param maxLag the greatest lag at which a node serves reads
 * @param stale whether the node with the least lag serves reads if all lag more than that
 * @param maxBody the most bytes of a write's body
 * @param maxTarget the most bytes of a request's target
 * @param forwarded whether X-Forwarded fields are set
 * @param preserveHost whether the client's Host is passed on
 * @param revealNodes whether an answer names its node
 * @param scheme of clients' requests, {@code http} or {@code https}
 */
public record EdgeSettings(
        String group,
        AnswerPolicy policy,
        Duration timeout,
        boolean roundRobin,
        boolean byPriority,
        Duration maxLag,
        boolean stale,
        long maxBody,
        int maxTarget,
        boolean forwarded,
        boolean preserveHost,
        boolean revealNodes,
        String scheme) {
    /** Returns this group's entry in the Via field of requests. */
    String via() {
        return "1.1 spawn-" + group;
    }

    String shown(String node) {
        return revealNodes ? node : "hidden";
    }
}
