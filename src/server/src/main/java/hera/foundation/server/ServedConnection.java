package hera.foundation.server;

import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The connection whose request the current thread serves, as far as an asynchronous response needs it. The container
 * holds the connection's lock whenever it uses the request or the response, also while it ends them and reuses the
 * objects for another request: while a thread holds that lock, a response cannot end.
 */
interface ServedConnection {
    /** The lock under which the container serves the connection; reentrant. */
    Lock lock();

    /** Runs the task on one of the container's threads. */
    void execute(Runnable task);

    /** Sets the response to notify when the connection is released; null for none. */
    void isAwaitedBy(@Nullable AsyncResponse response);

    /** Sets the body that arrives on the connection; it ends with its request. */
    void receives(LateBody body);

    /**
     * Shuts down the input: the reading thread, and all later reads, see the end of the stream. Output is still sent.
     */
    void stopReading();

    /** Returns a connection without a container, for tests of responses. */
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
