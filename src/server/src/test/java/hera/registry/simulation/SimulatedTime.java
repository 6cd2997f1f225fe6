package hera.registry.simulation;

import hera.foundation.time.Cancellable;
import java.time.Duration;
import java.util.PriorityQueue;

/** The time of a simulation, and all that is due in it. It moves only when something is due. One thread. */
public final class SimulatedTime {
    private final PriorityQueue<Event> due = new PriorityQueue<>();
    private long nanos;
    private long scheduled;
    private long ran;

    long nanos() {
        return nanos;
    }

    long millis() {
        return nanos / 1_000_000;
    }

    long eventsRun() {
        return ran;
    }

    /** Runs the task after that time. */
    public Cancellable after(Duration delay, Runnable task) {
        return at(nanos + delay.toNanos(), task);
    }

    /** Runs the task at that time, or as soon as possible when it has passed; after all that was scheduled for then. */
    Cancellable at(long atNanos, Runnable task) {
        Event event = new Event(Math.max(atNanos, nanos), scheduled++, task);
        due.add(event);
        return event;
    }

    /** Runs all that is due until then. */
    void runUntil(long untilNanos) {
        for (Event next = due.peek(); next != null && next.atNanos <= untilNanos; next = due.peek()) {
            due.remove();
            if (!next.cancelled) {
                nanos = next.atNanos;
                ran++;
                next.task.run();
            }
        }
        nanos = untilNanos;
    }

    /** Runs all that is due in that time. */
    public void runFor(Duration time) {
        runUntil(nanos + time.toNanos());
    }

    /** Something due. */
    private static final class Event implements Comparable<Event>, Cancellable {
        final long atNanos;
        final long order;
        final Runnable task;
        boolean cancelled;

        Event(long atNanos, long order, Runnable task) {
            this.atNanos = atNanos;
            this.order = order;
            this.task = task;
        }

        @Override
        public void cancel() {
            cancelled = true;
        }

        @Override
        public int compareTo(Event other) {
            return atNanos != other.atNanos ? Long.compare(atNanos, other.atNanos) : Long.compare(order, other.order);
        }
    }
}
