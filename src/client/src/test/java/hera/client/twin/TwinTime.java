package hera.client.twin;

import hera.client.time.Ongoing;
import java.util.Comparator;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;

/** A clock that moves from event to event. */
public final class TwinTime {
    private final TreeSet<Event> events =
            new TreeSet<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::sequence));
    private long now = 1_000_000;
    private long sequence;

    private record Event(long at, long sequence, Runnable step) {}

    public long now() {
        return now;
    }

    public Ongoing after(long millis, Runnable step) {
        Event event = new Event(now + Math.max(0, millis), sequence++, step);
        events.add(event);
        return () -> events.remove(event);
    }

    /** Runs all that happens within a time. */
    public void run(long millis) {
        long end = now + millis;
        while (!events.isEmpty() && events.first().at() <= end) {
            next();
        }
        now = end;
    }

    /** Runs until a condition holds, for so long at most; returns whether it held. */
    public boolean runUntil(BooleanSupplier condition, long mostMillis) {
        long end = now + mostMillis;
        while (!condition.getAsBoolean()) {
            if (events.isEmpty() || events.first().at() > end) {
                now = end;
                return condition.getAsBoolean();
            }
            next();
        }
        return true;
    }

    private void next() {
        Event event = events.first();
        events.remove(event);
        now = event.at();
        event.step().run();
    }
}
