package hera.failover.core;

import hera.failover.store.Sight;
import java.util.Set;

/** How a request ended. */
public sealed interface Answer {
    /**
     * Yes or no.
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
     * What a look showed.
     *
     * @param sight the rows
     */
    record Seen(Sight sight) implements Answer {}

    /**
     * Unknown: it may have happened, may happen yet, or never.
     *
     * @param cause why it is not known
     */
    record Unknown(Throwable cause) implements Answer {}
}
