package hera.client.time;

/**
 * One thread's work, step by step, and the clocks it goes by. All state of a client is touched by steps of its loop
 * only, so it needs no locks. A step must not block.
 */
public interface ClientLoop {
    /** Milliseconds of a clock that never steps, from an arbitrary origin. It may stand still while a machine sleeps. */
    long millis();

    /** Milliseconds since 1970 of a clock that may step; it goes on while a machine sleeps. */
    long wallMillis();

    /** Runs the step soon, after those given before. May be called by any thread; ignored once the loop has ended. */
    void execute(Runnable step);

    /** Runs the step when the time is up. May be called by steps of this loop only. */
    Ongoing after(long millis, Runnable step);
}
