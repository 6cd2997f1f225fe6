package hera.harness;

import hera.foundation.time.Cancellable;
import hera.foundation.time.Timer;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;

/** Virtual time that a test turns by hand. What is due at one time runs in the order in which it was asked for. */
public final class ManualTimer implements Timer {
    private final PriorityQueue<Due> queue =
            new PriorityQueue<>(Comparator.comparing(Due::at).thenComparing(Due::order));
    private Duration now = Duration.ZERO;
    private long asked;

    @Override
    public Cancellable after(Duration delay, Runnable task) {
        Due due = new Due(delay.isNegative() ? now : now.plus(delay), asked++, task);
        queue.add(due);
        return () -> queue.remove(due);
    }

    /** Turns time forward, running all that becomes due on the way at its own time. */
    public void advance(Duration by) {
        Duration end = now.plus(by);
        for (Due next = queue.peek(); next != null && next.at().compareTo(end) <= 0; next = queue.peek()) {
            queue.remove(next);
            now = next.at();
            next.task().run();
        }
        now = end;
    }

    /** How much time has passed since it was made. */
    public Duration now() {
        return now;
    }

    /** How many tasks wait. */
    public int waiting() {
        return queue.size();
    }

    private record Due(Duration at, long order, Runnable task) {}
}
