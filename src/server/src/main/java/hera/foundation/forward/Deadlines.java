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
 * The time limits of everything on one event loop. Starting and stopping one moves a link in a list; no task belongs to
 * a request. Late by up to two ticks, never early. Used on its loop only.
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

    /** What the clock said at the last tick; exact enough for all, and free. */
    private long now;

    private int running;
    private boolean ticking;

    Deadlines(EventLoop loop, LongSupplier nanoClock) {
        this.loop = loop;
        this.nanoClock = nanoClock;
    }

    /**
     * Returns a new span.
     *
     * @param length zero for none: what is started on it is never due
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

    /** Something with one time limit at a time. */
    abstract static class Deadline {
        private @Nullable Span span;
        private @Nullable Deadline before;
        private @Nullable Deadline after;
        private long dueNanos;

        /** Called when the limit has passed; it is stopped then. */
        abstract void expired();

        final void stop() {
            Span current = span;
            if (current != null) {
                current.remove(this);
            }
        }
    }

    /** The limits of one length. */
    final class Span {
        private final long nanos;
        private @Nullable Deadline first;
        private @Nullable Deadline last;

        private Span(long nanos) {
            this.nanos = nanos;
        }

        /** Starts the limit, or starts it again, wherever it ran. */
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
