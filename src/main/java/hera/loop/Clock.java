package hera.loop;

import hera.state.Moment;

/** Tells the present. Safe for use by many threads. */
@FunctionalInterface
public interface Clock {
    Moment now();
}
