package hera.failover.store;

/**
 * A slave's wish to be given a name by its master.
 *
 * @param name the led name
 * @param term the term that the row must still have
 * @param session the session that asks
 * @param priority its priority, written with the wish
 * @param sharing whether the wish is for the sake of sharing, and priority does not matter
 */
public record Wish(String name, long term, SessionId session, int priority, boolean sharing) {}
