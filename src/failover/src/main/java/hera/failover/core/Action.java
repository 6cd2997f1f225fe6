package hera.failover.core;

import hera.failover.store.NameRecord;
import org.jspecify.annotations.Nullable;

/** An output of the core; actions are carried out in the order in which they are returned. */
public sealed interface Action {
    /**
     * Sends a request; its answer is passed to {@link Core#answered} with the number.
     *
     * @param id the number
     * @param request the step
     * @param limitNanos the longest time that it may take
     */
    record Send(long id, Request request, long limitNanos) implements Action {}

    /**
     * Extends the validity of an epoch. An ended epoch is never extended: the next one has another number.
     *
     * @param epoch an uninterrupted series of beats
     * @param untilNanos the time until which its masterships are valid
     */
    record Valid(int epoch, long untilNanos) implements Action {}

    /**
     * Makes the member master, as long as the epoch is valid.
     *
     * @param name the led name
     * @param term the new term
     * @param epoch the epoch on which it depends
     */
    record Entered(String name, long term, int epoch) implements Action {}

    /**
     * Ends a mastership, before any request that could let another begin is sent.
     *
     * @param name the name that was led
     * @param term the term that ended
     */
    record Left(String name, long term) implements Action {}

    /**
     * Lets the new master's work begin: the predecessor's last identifier is known.
     *
     * @param name the led name
     * @param term its term
     */
    record Ready(String name, long term) implements Action {}

    /**
     * Asks for the present work to end; {@link Core#drained} must be called after that.
     *
     * @param name the led name
     * @param term its term
     */
    record Drain(String name, long term) implements Action {}

    /**
     * Reports a new state.
     *
     * @param name the name to be led
     * @param from the state before; null at the beginning
     * @param to the state now
     */
    record Changed(String name, @Nullable Role from, Role to) implements Action {}

    /**
     * Reports a new identifier.
     *
     * @param name the led name
     * @param identifier the master's identifier
     */
    record Heard(String name, String identifier) implements Action {}

    /**
     * Reports a failure of the store, once for a row of failures.
     *
     * @param name the name to be led
     * @param cause the first failure
     */
    record Failed(String name, Throwable cause) implements Action {}

    /**
     * Reports that the store answers, for the first time or again.
     *
     * @param name the name to be led
     */
    record Connected(String name) implements Action {}

    /**
     * Reports invalid data in the store.
     *
     * @param name the name to be led
     * @param text the fault
     */
    record Alarm(String name, String text) implements Action {}

    /**
     * Reports the row of a name, whenever it changed.
     *
     * @param name the led name
     * @param row the row, or null if there is none
     * @param rules whether its holder is known to be alive
     */
    record Shown(String name, @Nullable NameRecord row, boolean rules) implements Action {}

    /**
     * Reports the end of a resignation: the name is released, or was lost before.
     *
     * @param name the name that was led
     */
    record Resigned(String name) implements Action {}

    /**
     * Reports that the member is no candidate any more and holds nothing.
     *
     * @param name the name that was to be led
     */
    record Closed(String name) implements Action {}

    /** Reports that the session is deleted after all members were closed. */
    record Ended() implements Action {}
}
