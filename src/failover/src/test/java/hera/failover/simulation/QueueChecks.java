package hera.failover.simulation;

import hera.failover.Term;
import org.jspecify.annotations.Nullable;

/** What feeds a queue, and checks what becomes of its tasks. */
interface QueueChecks {
    /** Submits the next task. */
    void feed();

    /** Notes that a process hears an identifier of the name's master. */
    void heard(Node process, String identifier);

    /** Notes that a call of the worker begins. */
    void begin(Node process, int task, Term term);

    /** Notes the result of a call; null if it failed. */
    void end(Node process, int task, Term term, @Nullable Boolean result);

    /** Checks that nothing is lost or left. */
    void checkAtTheEnd();
}
