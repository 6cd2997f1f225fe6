package hera.failover.store;

import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A database, as narrow as a session needs it: ten steps, each one atomic for each row, each decided by comparing what
 * stands there, never by a time.
 *
 * <p>Each step ends in one of three ways.
 *
 * <ul>
 *   <li><em>Yes</em>: it is done, and durable: no restart or fail-over of the database takes it back.
 *   <li><em>No</em>: the row was not as it had to be; nothing changed. The returned value says so.
 *   <li><em>Unknown</em>: any exception. It may have been done, may be done later, or never. A write concern that was
 *       not met is unknown. So is a step of which a part was done.
 * </ul>
 *
 * <p>Duties of an implementation:
 *
 * <ul>
 *   <li>A call ends within its {@code limit}, if need be by an exception; interruption ends it sooner.
 *   <li>No step is repeated inside, unless it is certain that the first try changed nothing.
 *   <li>Calls come from several threads at once; a beat never waits for another call, so each takes a connection of its
 *       own.
 *   <li>A connection that is lost is made again with the next call; so are tables that are missing, if that is allowed.
 *   <li>Reads see every write that was acknowledged before the read began, unless the database itself is split.
 *   <li>No message of an exception, and no description, holds a password.
 * </ul>
 */
public interface Store extends AutoCloseable {

    /**
     * Returns the store for people.
     *
     * @return its URL without user and password
     */
    String description();

    /**
     * Inserts a new session with beat 0, not dead. Called once for each identity.
     *
     * @param session the session, with {@code held} 0 if it shares
     * @param limit the longest time that the call may take
     * @return false if there is one with that identity
     * @throws Exception if the outcome is unknown
     */
    boolean join(Candidate session, Duration limit) throws Exception;

    /**
     * Adds 1 to the session's beat where it is not dead. Never inserts.
     *
     * @param session the session that lives
     * @param held how many names it holds, to be written; empty if it does not share
     * @param limit the longest time that the call may take
     * @return false if it is dead or missing
     * @throws Exception if the outcome is unknown
     */
    boolean beat(SessionId session, OptionalInt held, Duration limit) throws Exception;

    /**
     * Reads the names, then all sessions: in this order, so that a holder that joined before it took is seen. Both reads
     * go to the primary.
     *
     * @param names the names to be read; may be empty, and then only the sessions are
     * @param limit the longest time that the call may take
     * @return what stands there
     * @throws Exception if it could not be read
     */
    Sight look(Set<String> names, Duration limit) throws Exception;

    /**
     * Marks a session as dead where its beat is still the one given.
     *
     * @param session the session that nobody has seen beat for its lease
     * @param beat the beat that was seen all that time
     * @param limit the longest time that the call may take
     * @return true if it is dead now, also if it was before; false if it has beaten, or is missing
     * @throws Exception if the outcome is unknown
     */
    boolean declareDead(SessionId session, long beat, Duration limit) throws Exception;

    /**
     * Takes names. For each: where its term is still the given one and its holder is null or {@link Take#from()}, adds 1
     * to the term, sets holder, member, lease, priority and since, and removes {@code wanted} and {@code resign}.
     * Identifier and sync stay. A {@linkplain Take#isNew() new} one is inserted with {@link Take#newTerm()} and nothing
     * else, unless there is a row. Each name by itself: one that fails with no does not keep the others from being taken.
     *
     * @param taker the session that takes
     * @param takes the names, at most 1,000 in one call, in a row of a few statements
     * @param limit the longest time that the call may take
     * @return those that the taker holds now with their new terms
     * @throws Exception if the outcome of any is unknown
     */
    Set<String> take(Candidate taker, List<Take> takes, Duration limit) throws Exception;

    /**
     * Releases names: where the holder is the session <em>and</em> the term is the given one, sets holder and member to
     * null. Term, identifier, {@code wanted} stay. Afterwards adds 1 to the session's {@code rung}, writes {@code held},
     * and rings.
     *
     * @param session the session that holds them
     * @param names the names with their terms, at most 1,000 in one call
     * @param held how many it holds afterwards; empty if it does not share
     * @param limit the longest time that the call may take
     * @return those that were released by this call
     * @throws Exception if the outcome of any is unknown
     */
    Set<String> release(SessionId session, List<Holding> names, OptionalInt held, Duration limit) throws Exception;

    /**
     * Writes identifiers: each where the holder is the session, the term is the given one, and {@code sync} is smaller
     * than the given one.
     *
     * @param session the session that holds the names
     * @param identifiers at most 1,000 in one call, at most one of a name
     * @param limit the longest time that the call may take
     * @return those names whose identifier was written
     * @throws Exception if the outcome of any is unknown
     */
    Set<String> synchronize(SessionId session, List<Identifier> identifiers, Duration limit) throws Exception;

    /**
     * Writes a wish into {@code wanted} and {@code priority}, where the term is still the given one, the holder is not
     * null and not the one that asks, and either the row's priority is smaller than the wish's, or the wish is for
     * sharing and nobody else asks but the one that it replaces.
     *
     * @param wish what is asked for
     * @param limit the longest time that the call may take
     * @return whether it was written
     * @throws Exception if the outcome is unknown
     */
    boolean ask(Wish wish, Duration limit) throws Exception;

    /**
     * Writes {@code resign} where the term is still the given one and the name is held: an operator asks its master to
     * hand over.
     *
     * @param holding the name and the term that is to end
     * @param limit the longest time that the call may take
     * @return whether it was written
     * @throws Exception if the outcome is unknown
     */
    boolean askToResign(Holding holding, Duration limit) throws Exception;

    /**
     * Deletes a session that has released all its names, or, if it is dead, one that holds nothing.
     *
     * @param session the session: the caller's own, or a dead one
     * @param own whether it is the caller's own; another's is deleted only where it is dead and no name's holder
     * @param limit the longest time that the call may take
     * @return whether it was deleted
     * @throws Exception if the outcome is unknown
     */
    boolean delete(SessionId session, boolean own, Duration limit) throws Exception;

    /**
     * Subscribes to news, without waiting for a connection: that a session released something, that one has beaten, that
     * a connection was made again. The bell may ring for nothing, but, while {@link Bell#rings()}, not too seldom.
     *
     * @param onRing called on a thread of the store; returns at once
     * @return the subscription, or {@link Bell#NONE}
     */
    Bell listen(Runnable onRing);

    /**
     * Returns the durable queues of this store.
     *
     * @return the queues, or null if the store has none
     */
    @Nullable
    TaskStore tasks();

    /** Closes the connections that this object opened; idempotent, and does not throw. */
    @Override
    void close();
}
