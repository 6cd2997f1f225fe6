package hera.failover.simulation;

import java.util.PriorityQueue;

/** The true time of a simulation in nanoseconds, and all that is due in it. It moves only when something is due. */
final class VirtualTime {
    private static final class Event implements Comparable<Event> {
        final long at;
        final long order;
        final Runnable task;

        Event(long at, long order, Runnable task) {
            this.at = at;
            this.order = order;
            this.task = task;
        }

        @Override
        public int compareTo(Event other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(order, other.order);
        }
    }

    private final PriorityQueue<Event> due = new PriorityQueue<>();
    private final Runnable afterEach;
    private long now;
    private long scheduled;
    private long ran;

    VirtualTime(Runnable afterEach) {
        this.afterEach = afterEach;
    }

    long now() {
        return now;
    }

    long eventsRun() {
        return ran;
    }

    void after(long nanos, Runnable task) {
        due.add(new Event(now + Math.max(0, nanos), scheduled++, task));
    }

    void runUntil(long until) {
        for (Event next = due.peek(); next != null && next.at <= until; next = due.peek()) {
            due.remove();
            now = next.at;
            ran++;
            next.task.run();
            afterEach.run();
        }
        now = until;
    }
}
