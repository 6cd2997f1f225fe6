package hera.failover.store;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The durable queues of a store. Every step ends with yes, no or unknown, as those of a {@link Store} do, and has the
 * same duties.
 */
public interface TaskStore {
    /** The most tasks that wait in one queue, those set aside included. */
    int MAX_PENDING = 1_000_000;

    /**
     * Stores a task at the end of the queue, unless one with that key waits there or was set aside.
     *
     * @param name the queue
     * @param key the task's key
     * @param task its bytes
     * @param limit the longest time that the call may take
     * @return what became of it
     * @throws Exception if the outcome is unknown
     */
    Submission submit(String name, String key, byte[] task, Duration limit) throws Exception;

    /**
     * Marks the first task that is not set aside with a term, where no greater term has marked it.
     *
     * @param name the queue
     * @param term the master's term
     * @param limit the longest time that the call may take
     * @return the task as it stands now; with a greater term if another master has marked it, and then unchanged; null if
     *     there is none
     * @throws Exception if the outcome is unknown
     */
    @Nullable
    StoredTask markFirst(String name, long term, Duration limit) throws Exception;

    /**
     * Removes a task that was done, where the term that marked it is the given one.
     *
     * @param name the queue
     * @param seq the task
     * @param term the term that marked it
     * @param limit the longest time that the call may take
     * @return false if it is gone, or another term has marked it
     * @throws Exception if the outcome is unknown
     */
    boolean remove(String name, long seq, long term, Duration limit) throws Exception;

    /**
     * Writes that a marked task has failed once more, where the term that marked it is still the same, and sets it aside
     * if asked to. To write it again counts nothing more, so that a lost answer may be followed by another try.
     *
     * @param marked the task as {@link #markFirst} returned it
     * @param aside whether it is to be set aside
     * @param limit the longest time that the call may take
     * @return false if it is gone, or another term has marked it
     * @throws Exception if the outcome is unknown
     */
    boolean failed(StoredTask marked, boolean aside, Duration limit) throws Exception;

    /**
     * Counts the tasks that wait and are not set aside.
     *
     * @param name the queue
     * @param limit the longest time that the call may take
     * @return how many
     * @throws Exception if it could not be read
     */
    long pending(String name, Duration limit) throws Exception;

    /**
     * Lists the first tasks, those set aside included.
     *
     * @param name the queue
     * @param most the greatest number of tasks to be listed
     * @param limit the longest time that the call may take
     * @return the tasks in their order
     * @throws Exception if it could not be read
     */
    List<StoredTask> list(String name, int most, Duration limit) throws Exception;

    /**
     * Puts a task that was set aside back at its place, with no attempts counted.
     *
     * @param name the queue
     * @param key the task's key
     * @param limit the longest time that the call may take
     * @return false if none with that key was set aside
     * @throws Exception if the outcome is unknown
     */
    boolean retry(String name, String key, Duration limit) throws Exception;

    /**
     * Removes a task that was set aside.
     *
     * @param name the queue
     * @param key the task's key
     * @param limit the longest time that the call may take
     * @return false if none with that key was set aside
     * @throws Exception if the outcome is unknown
     */
    boolean drop(String name, String key, Duration limit) throws Exception;

    /** What became of a task that was submitted. */
    enum Submission {
        /** It is stored. */
        STORED,
        /** One with that key was there before, and stays as it is. */
        PENDING,
        /** The queue is full; nothing was stored. */
        FULL
    }
}
