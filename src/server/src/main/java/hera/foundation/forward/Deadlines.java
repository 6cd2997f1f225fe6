package hera.foundation.forward;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The timeouts of one event loop. Starting or stopping one moves a link in a list and schedules no task. A timeout
 * fires up to two ticks late, never early. Used on its loop only.
 */
final class Deadlines {
    /*
     * All limits of one Span have the same length, so they are due in the order in which they were started: a span is a
     * queue, and a tick looks at the heads of the queues alone. The tick runs only while something is waited for.
     */
    private static final Logger log = LoggerFactory.getLogger(Deadlines.class);
    private static final long TICK_MILLIS = 50;
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS);

    private final EventLoop loop;
    private final LongSupplier nanoClock;
    private final List<Span> spans = new ArrayList<>();

    /** The clock's reading at the last tick: precise enough for timeouts, and costs no system call. */
    private long now;

    private int running;
    private boolean ticking;

    Deadlines(EventLoop loop, LongSupplier nanoClock) {
        this.loop = loop;
        this.nanoClock = nanoClock;
    }

    /**
     * Returns a list for timeouts of one length.
     *
     * @param length zero for none: a deadline started on it never expires
     */
    Span span(Duration length) {
        Span span = new Span(length.toNanos());
        spans.add(span);
        return span;
    }

    private void startTicking() {
        now = nanoClock.getAsLong();
        ticking = true;
        Channels.after(loop, TICK_MILLIS, this::tick);
    }

    private void tick() {
        now = nanoClock.getAsLong();
        for (Span span : spans) {
            span.expire();
        }
        if (running > 0) {
            Channels.after(loop, TICK_MILLIS, this::tick);
        } else {
            ticking = false;
        }
    }

    /** An object with one running timeout at a time. */
    abstract static class Deadline {
        private @Nullable Span span;
        private @Nullable Deadline before;
        private @Nullable Deadline after;
        private long dueNanos;

        /** Called when the timeout has passed; the deadline is stopped by then. */
        abstract void expired();

        final void stop() {
            Span current = span;
            if (current != null) {
                current.remove(this);
            }
        }
    }

    /** The running timeouts of one length, oldest first. */
    final class Span {
        private final long nanos;
        private @Nullable Deadline first;
        private @Nullable Deadline last;

        private Span(long nanos) {
            this.nanos = nanos;
        }

        /** Starts or restarts the deadline with this span's length, whichever span it was on. */
        void start(Deadline deadline) {
            deadline.stop();
            if (nanos == 0) {
                return;
            }
            if (!ticking) {
                startTicking();
            }
            deadline.dueNanos = now + nanos + TICK_NANOS;
            deadline.span = this;
            deadline.before = last;
            if (last == null) {
                first = deadline;
            } else {
                last.after = deadline;
            }
            last = deadline;
            running++;
        }

        /** Returns the time at the last tick, in nanoseconds from any start; it goes on while a deadline of the loop runs. */
        long now() {
            return now;
        }

        private void remove(Deadline deadline) {
            Deadline before = deadline.before;
            Deadline after = deadline.after;
            if (before == null) {
                first = after;
            } else {
                before.after = after;
            }
            if (after == null) {
                last = before;
            } else {
                after.before = before;
            }
            deadline.before = null;
            deadline.after = null;
            deadline.span = null;
            running--;
        }

        private void expire() {
            Deadline due = first;
            while (due != null && due.dueNanos - now <= 0) {
                remove(due);
                try {
                    due.expired();
                } catch (Throwable e) {
                    log.error("event=deadline-failed", e);
                }
                due = first;
            }
        }
    }
}
