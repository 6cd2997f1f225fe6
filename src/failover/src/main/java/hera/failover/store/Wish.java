package hera.failover.store;

import org.jspecify.annotations.Nullable;

/**
 * A slave's wish to be given a name by its master.
 *
 * @param name the led name
 * @param term the term that the row must still have
 * @param session the session that asks
 * @param priority its priority, written with the wish
 * @param sharing whether the wish is for the sake of sharing, and priority does not matter
 * @param instead for sharing: the session whose wish is replaced, since it needs the name no more; null if none may stand
 *     there
 */
public record Wish(
        String name,
        long term,
        SessionId session,
        int priority,
        boolean sharing,
        @Nullable SessionId instead) {
    /**
     * A wish that replaces no other of its priority.
     *
     * @param name the led name
     * @param term the term that the row must still have
     * @param session the session that asks
     * @param priority its priority, written with the wish
     * @param sharing whether the wish is for the sake of sharing, and priority does not matter
     */
    public Wish(String name, long term, SessionId session, int priority, boolean sharing) {
        this(name, term, session, priority, sharing, null);
    }
}
