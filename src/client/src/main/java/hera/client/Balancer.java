package hera.client;

import java.util.Optional;

/** A choice among the instances of a service, call by call. Safe for use by many threads; it takes no lock. */
public interface Balancer {
    /** A call to an instance, from the choice to its end. */
    interface Call extends AutoCloseable {
        /**
         * Returns the instance to call.
         *
         * @return the instance
         */
        Instance instance();

        /** Reports that the call failed: the instance is not chosen for 5 s, unless all others failed, too. */
        void failed();

        /** Ends the call. Ending it twice does nothing. */
        @Override
        void close();
    }

    /**
     * Returns a balancer that goes round, from a random start, by {@code weight}.
     *
     * @param discovery the service
     * @return a new balancer
     */
    static Balancer roundRobin(Discovery discovery) {
        return new RoundRobin(Watched.of(discovery));
    }

    /**
     * Returns a balancer that takes, of two different instances at random by {@code weight}, the one with fewer calls
     * under way for its weight.
     *
     * @param discovery the service
     * @return a new balancer
     */
    static Balancer twoChoices(Discovery discovery) {
        return new TwoChoices(Watched.of(discovery));
    }

    /**
     * Chooses an instance for a call; close the call when it has ended.
     *
     * @return the call; empty if there is no instance
     */
    Optional<Call> next();
}
