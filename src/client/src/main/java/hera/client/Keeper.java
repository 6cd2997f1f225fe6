package hera.client;

import java.util.function.Consumer;

/** The keeper of one registration. Runs in steps of the loop only. */
interface Keeper {
    /** Sends the present instance: it is new or changed, or the process was paused. */
    void send();

    /**
     * Stops sending. Waits for, or cancels, pending requests that could overtake a deregistration.
     *
     * @param done runs once when no request is pending; its argument is false if nothing was ever sent
     */
    void stop(Consumer<Boolean> done);

    /** Ends everything that is still open: the instance is deregistered, or time is up. */
    void end();
}
