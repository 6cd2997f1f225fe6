package hera.failover.core;

import hera.failover.store.Sight;
import java.util.Set;

/** The outcome of a request. */
public sealed interface Answer {
    /**
     * A known outcome: yes or no.
     *
     * @param yes whether the step was taken
     */
    record Done(boolean yes) implements Answer {}

    /**
     * Yes for these names, no for the others.
     *
     * @param names the names for which the step was taken
     */
    record Names(Set<String> names) implements Answer {}

    /**
     * The result of a look.
     *
     * @param sight the rows
     */
    record Seen(Sight sight) implements Answer {}

    /**
     * An unknown outcome: the step may have been taken, may yet be, or never.
     *
     * @param cause the failure
     */
    record Unknown(Throwable cause) implements Answer {}
}
