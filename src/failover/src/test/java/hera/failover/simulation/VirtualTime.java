package hera.failover.simulation;

import java.util.PriorityQueue;

/** The true time of a simulation in nanoseconds, and all that is due in it. It moves only when something is due. */
final class VirtualTime {
    /** The most events of a millisecond: one who asks to be woken at once, again and again, keeps time from going on. */
    private static final int MOST_IN_A_MILLI = 20_000;

    private static final long MILLI = 1_000_000;

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
    private long milliBegan;
    private int ranInMilli;

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

    /** Runs what is due until then; may be called by what is run, and so keeps time from going back. */
    void runUntil(long until) {
        for (Event next = due.peek(); next != null && next.at <= until; next = due.peek()) {
            due.remove();
            now = Math.max(now, next.at);
            count();
            next.task.run();
            afterEach.run();
        }
        now = Math.max(now, until);
    }

    private void count() {
        ran++;
        if (now - milliBegan >= MILLI) {
            milliBegan = now;
            ranInMilli = 0;
        }
        ranInMilli++;
        if (ranInMilli > MOST_IN_A_MILLI) {
            throw new Violation("time does not go on: " + ranInMilli + " events within a millisecond");
        }
    }
}
