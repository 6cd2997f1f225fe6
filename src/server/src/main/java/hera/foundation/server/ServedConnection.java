package hera.foundation.server;

import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The connection whose request the current thread serves, as far as a response that is given later needs it. The container
 * holds the connection's lock whenever it touches the request or the response, also while it ends them and gives the
 * objects to another request: with that lock in hand, a response that has not ended cannot end.
 */
interface ServedConnection {
    /** The lock under which the container serves the connection; reentrant. */
    Lock lock();

    /** Runs the task on one of the container's threads. */
    void execute(Runnable task);

    /** Notes the response that is to hear when the connection is released; null for none. */
    void isAwaitedBy(@Nullable AsyncResponse response);

    /** Notes the body that arrives on the connection; it ends with its request. */
    void receives(LateBody body);

    /** Lets the thread that reads from the connection, and all later ones, find its end. What is written still goes out. */
    void stopReading();

    /** Returns a connection without a container, for responses of tests. */
    static ServedConnection detached() {
        Lock lock = new ReentrantLock();
        return new ServedConnection() {
            @Override
            public Lock lock() {
                return lock;
            }

            @Override
            public void execute(Runnable task) {
                task.run();
            }

            @Override
            public void isAwaitedBy(@Nullable AsyncResponse response) {}

            @Override
            public void receives(LateBody body) {}

            @Override
            public void stopReading() {}
        };
    }
}
