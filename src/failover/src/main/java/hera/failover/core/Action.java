package hera.failover.core;

import hera.failover.store.NameRecord;
import org.jspecify.annotations.Nullable;

/** What the core wants to be done; actions are carried out in the order in which they are given. */
public sealed interface Action {
    /**
     * Sends a request; its answer comes back with the number.
     *
     * @param id the number
     * @param request the step
     * @param limitNanos the longest time that it may take
     */
    record Send(long id, Request request, long limitNanos) implements Action {}

    /**
     * Extends the validity of an epoch. An epoch that has ended is never extended: the next one has another number.
     *
     * @param epoch a row of beats without a gap
     * @param untilNanos the time until which its masterships are valid
     */
    record Valid(int epoch, long untilNanos) implements Action {}

    /**
     * Makes the member master, as long as the epoch is valid.
     *
     * @param name what is led
     * @param term the new term
     * @param epoch the row of beats on which it stands
     */
    record Entered(String name, long term, int epoch) implements Action {}

    /**
     * Ends a mastership, before anything that lets another begin is sent.
     *
     * @param name what was led
     * @param term the term that ended
     */
    record Left(String name, long term) implements Action {}

    /**
     * Lets the new master's work begin: it knows the identifier that its predecessor left.
     *
     * @param name what is led
     * @param term its term
     */
    record Ready(String name, long term) implements Action {}

    /**
     * Asks for the present work to end; {@link Core#drained} tells when it has.
     *
     * @param name what is led
     * @param term its term
     */
    record Drain(String name, long term) implements Action {}

    /**
     * Tells of a new state.
     *
     * @param name what is to be led
     * @param from the state before; null at the beginning
     * @param to the state now
     */
    record Changed(String name, @Nullable Role from, Role to) implements Action {}

    /**
     * Tells of a new identifier.
     *
     * @param name what is led
     * @param identifier what the master gave
     */
    record Heard(String name, String identifier) implements Action {}

    /**
     * Tells that the store failed, once for a row of failures.
     *
     * @param name what is to be led
     * @param cause the first failure
     */
    record Failed(String name, Throwable cause) implements Action {}

    /**
     * Tells that the store answers, for the first time or again.
     *
     * @param name what is to be led
     */
    record Connected(String name) implements Action {}

    /**
     * Tells that the store holds what it cannot hold.
     *
     * @param name what is to be led
     * @param text what is wrong
     */
    record Alarm(String name, String text) implements Action {}

    /**
     * Shows the row of a name, whenever it changed.
     *
     * @param name what is led
     * @param row the row, or null if there is none
     * @param rules whether its holder lives, as far as is known
     */
    record Shown(String name, @Nullable NameRecord row, boolean rules) implements Action {}

    /**
     * Tells that a resignation is over: the name is released, or was lost before.
     *
     * @param name what was led
     */
    record Resigned(String name) implements Action {}

    /**
     * Tells that the member is no candidate any more and holds nothing.
     *
     * @param name what was to be led
     */
    record Closed(String name) implements Action {}

    /** Tells that the session is gone after all members were closed. */
    record Ended() implements Action {}
}
