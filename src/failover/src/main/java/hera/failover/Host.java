package hera.failover;

import hera.failover.core.Tenure;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The surroundings of a member: the inputs of its core for one name, the session's clock, and threads that may hang. */
interface Host {
    void run(String name);

    void resign(String name);

    void close(String name);

    /** Drops a member that is closed. */
    void forget(String name);

    void synchronize(String name, String id);

    /** Tells the core that the work of a mastership has ended. */
    void drained(String name, long term);

    /** Returns the mastership of a name, which may be over by the clock. */
    @Nullable
    Tenure tenure(String name);

    LongSupplier clock();

    /** Returns threads of which there are as many as tasks that run at once. */
    Executor pool();

    /** Returns an executor that runs one task at a time, in order. */
    Executor inOrder();

    /** Runs a task later, on the thread of the core; returns what cancels it. */
    Runnable schedule(long nanos, Runnable task);
}
