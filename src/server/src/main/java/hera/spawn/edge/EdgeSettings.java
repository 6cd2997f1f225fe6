package hera.spawn.edge;

import hera.spawn.queue.AnswerPolicy;
import java.time.Duration;

/**
 * How clients are served.
 *
 * @param group a random id of all Spawns that share the store, by which a loop is seen
 * @param policy of writes that name none
 * @param timeout how long a write's client waits for more than that it is stored
 * @param maxLag how far behind a node may be that is read
 * @param stale whether the least behind is read if no node is near enough
 * @param maxBody bytes of a write's body
 * @param maxTarget bytes of a request's target
 * @param forwarded whether X-Forwarded fields are set
 * @param preserveHost whether the client's Host goes on
 * @param revealNodes whether an answer says which node gave it
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
        boolean revealNodes) {
    /** Returns what stands in the Via field of requests that have been here. */
    String via() {
        return "1.1 spawn-" + group;
    }

    String shown(String node) {
        return revealNodes ? node : "hidden";
    }
}
