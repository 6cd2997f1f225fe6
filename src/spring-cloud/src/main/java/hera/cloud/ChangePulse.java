package hera.cloud;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The pace at which changes are announced: the first at once, further ones together, at most once a second. A pulse
 * always follows the last change. Safe for use by many threads.
 */
final class ChangePulse {
    static final Duration LEAST_INTERVAL = Duration.ofSeconds(1);

    private final CloudLoop loop;
    private final List<HeartbeatOutlet> outlets = new CopyOnWriteArrayList<>();
    private final AtomicBoolean pending = new AtomicBoolean();
    private final AtomicLong count = new AtomicLong();
    private volatile long publishedAt;

    ChangePulse(CloudLoop loop) {
        this.loop = loop;
        this.publishedAt = loop.nanos() - LEAST_INTERVAL.toNanos();
    }

    void changed() {
        if (pending.compareAndSet(false, true)) {
            long left = publishedAt + LEAST_INTERVAL.toNanos() - loop.nanos();
            loop.after(Duration.ofNanos(Math.max(0, left)), this::publish);
        }
    }

    void add(HeartbeatOutlet outlet) {
        outlets.add(outlet);
    }

    void remove(HeartbeatOutlet outlet) {
        outlets.remove(outlet);
    }

    private void publish() {
        publishedAt = loop.nanos();
        pending.set(false);
        String value = "hera-" + count.incrementAndGet();
        for (HeartbeatOutlet outlet : outlets) {
            if (outlets.stream().noneMatch(outlet::isAbove)) {
                outlet.publish(value);
            }
        }
    }
}
