package hera.failover;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A snapshot of a session, for a health check.
 *
 * @param session its identity
 * @param store the store without its password
 * @param answers whether the store answers
 * @param lastBeat the time since the last successful beat was sent; empty before the first
 * @param validity the remaining validity
 * @param failedBeats the number of failed requests of all kinds
 * @param names each member
 */
public record Facts(
        String session,
        String store,
        boolean answers,
        Optional<Duration> lastBeat,
        Duration validity,
        long failedBeats,
        List<Name> names) {

    /**
     * A snapshot of a member.
     *
     * @param name the name to be led
     * @param state its state
     * @param term its term while it is master
     * @param since the time since it entered its state
     * @param master the master's name for people, as last seen
     * @param pending the number of pending tasks
     * @param running the time since the present task began
     */
    public record Name(
            String name,
            State state,
            OptionalLong term,
            Duration since,
            Optional<String> master,
            int pending,
            Optional<Duration> running) {}
}
