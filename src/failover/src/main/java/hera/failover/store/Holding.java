package hera.failover.store;

/**
 * A name that a session holds, with its term.
 *
 * @param name what is led
 * @param term the term of the mastership
 */
public record Holding(String name, long term) {}
