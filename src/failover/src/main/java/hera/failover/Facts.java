package hera.failover;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A session at a moment, for a health check.
 *
 * @param session its identity
 * @param store the store without its password
 * @param answers whether the store answers
 * @param lastBeat how long ago the last beat that counts was sent; empty before the first
 * @param validity what is left of validity
 * @param failedBeats how many requests of all kinds have failed so far
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
     * A member at a moment.
     *
     * @param name what is to be led
     * @param state its state
     * @param term its term while it is master
     * @param since how long it has been in its state
     * @param master the master's name for people, as last seen
     * @param pending how many tasks wait
     * @param running how long the present task has run
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
