package hera.client;

import java.util.function.Consumer;

/** A way to keep one registration standing. Runs in steps of the loop only. */
interface Keeper {
    /** Sends the instance as it is now: it is new or has changed, or the process stood still for a while. */
    void send();

    /**
     * Stops sending. What is under way and could overtake a deregistration is waited for or cancelled.
     *
     * @param done runs once when nothing is under way any more; its argument is false if nothing was ever sent
     */
    void stop(Consumer<Boolean> done);

    /** The instance is deregistered, or time is up: everything that is still open ends. */
    void end();
}
