package hera.spawn.log;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The log as several Spawns share it. What one of them changes, the others see when they look; nothing is told to them but that
 * there is something to see. Results come as those of {@link WriteLog}.
 */
public interface SharedLog {
    /** Returns the name of this Spawn, unlike that of any other. */
    String name();

    /**
     * Takes a node's queue under a term. From then on the log refuses what comes under a lower one.
     *
     * @param done gets false if the log could not be reached, or has seen a higher term
     */
    void claim(long node, long term, Consumer<Boolean> done);

    /**
     * Reads what other Spawns have done, all at one moment.
     *
     * @param done gets nothing if the log could not be read
     */
    void look(SharedQuestion question, Consumer<Optional<SharedView>> done);

    /** Records that the owner of a queue does as the node's row of that version says, and that nothing else is under way. */
    void obey(QueueClaim queue, long version, Consumer<Boolean> done);

    /** Asks the owner of a queue to send dead letters again. */
    void askAgain(long node, List<Long> letters, Consumer<Boolean> done);

    /** Deletes the answers of nodes to writes before a sequence, for which clients of this Spawn waited. */
    void forgetReplies(long before);
}
