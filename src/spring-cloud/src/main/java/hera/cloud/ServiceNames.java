package hera.cloud;

import hera.client.HeraClient;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The names of all services, requested every 5 s from the first use on. They are read from memory; only the first use
 * may wait. The responses also show whether a node answers. Safe for use by many threads.
 */
final class ServiceNames {
    private static final Logger log = LoggerFactory.getLogger(ServiceNames.class);
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    private final HeraClient client;
    private final Duration firstRead;
    private final CloudLoop loop;
    private final Runnable onChange;
    private final AtomicBoolean asking = new AtomicBoolean();
    private final CountDownLatch first = new CountDownLatch(1);
    private volatile long firstReadEnd;
    private volatile List<String> names = List.of();
    /** The names that a reader got last; null before the first read. */
    private volatile @Nullable List<String> shown;

    private volatile @Nullable String failure = "no node has been asked yet";

    /** @param onChange called when the names have changed */
    ServiceNames(HeraClient client, Duration firstRead, CloudLoop loop, Runnable onChange) {
        this.client = client;
        this.firstRead = firstRead;
        this.loop = loop;
        this.onChange = onChange;
    }

    /** Returns the names in order: the last good ones while no node answers, none if there were none. */
    List<String> current() {
        awaitFirst();
        List<String> now = names;
        shown = now;
        return now;
    }

    /** Returns why no node answered when one was asked last; null when one did. */
    @Nullable
    String failure() {
        awaitFirst();
        return failure;
    }

    /** Whether {@link #current} returns without waiting. */
    boolean isAtHand() {
        return first.getCount() == 0 || (asking.get() && loop.nanos() - firstReadEnd >= 0);
    }

    private void awaitFirst() {
        if (!asking.get()) {
            firstReadEnd = loop.nanos() + firstRead.toNanos();
            if (asking.compareAndSet(false, true)) {
                loop.after(Duration.ZERO, this::ask);
            }
        }
        try {
            long left = firstReadEnd - loop.nanos();
            if (left > 0 && !first.await(left, TimeUnit.NANOSECONDS)) {
                log.debug("event=first-read-of-names result=late");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void ask() {
        try {
            List<String> answer = client.services().keySet().stream().sorted().toList();
            List<String> last = shown;
            names = answer;
            failure = null;
            first.countDown();
            if (last != null && !last.equals(answer)) {
                onChange.run();
            }
        } catch (UncheckedIOException e) {
            Throwable cause = e.getCause();
            failure = cause == null ? "no node has answered" : cause.getMessage();
        } catch (IllegalStateException e) {
            log.debug("event=names-not-read reason=\"{}\"", e.getMessage());
            return;
        }
        loop.after(INTERVAL, this::ask);
    }
}
