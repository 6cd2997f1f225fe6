package hera.foundation.guard;

import hera.foundation.time.Clock;
import hera.foundation.time.Loop;
import hera.foundation.time.Timer;
import hera.foundation.tls.CertificateEnd;
import hera.foundation.tls.NodeTls;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The watch over a node's certificates: new ones are taken into use, and warnings say when they end. Whatever happens, the node
 * serves on with what it has.
 */
public final class TlsWatch implements AutoCloseable {
    /** Half of the time after which a change must be in force. */
    static final Duration INTERVAL = Duration.ofSeconds(5);

    static final Duration WARNED_BEFORE = Duration.ofDays(30);
    private static final Duration WARNING_INTERVAL = Duration.ofDays(1);
    private static final Logger log = LoggerFactory.getLogger(TlsWatch.class);

    private final NodeTls tls;
    private final Clock clock;
    private final Loop loop;
    private final SecurityCounts counts;
    private final Map<Path, Instant> warnedAt = new HashMap<>(); // used by the timer's thread alone

    /** @param timer of its own, because its files may be on a slow disk */
    public TlsWatch(NodeTls tls, Clock clock, Timer timer, SecurityCounts counts) {
        this.tls = tls;
        this.clock = clock;
        this.loop = new Loop("tls", timer, () -> INTERVAL, this::look);
        this.counts = counts;
    }

    /** Looks now and then, from now on. */
    public TlsWatch start() {
        loop.start(Duration.ZERO);
        return this;
    }

    @Override
    public void close() {
        loop.stop();
    }

    /** Looks at the files and at the ends of what is in force. */
    void look() {
        Instant now = now();
        switch (tls.look(now)) {
            case UNCHANGED -> {}
            case LOADED -> {
                counts.reloaded(true);
                log.info("event=tls-reloaded: new connections use it, ends={}", nextEnd(now, "node"));
            }
            case FAILED -> {
                counts.reloaded(false);
                log.error("event=tls-reload-failed: {}; what was in force stays", tls.fault());
            }
        }
        for (CertificateEnd end : tls.ends()) {
            warn(end, now);
        }
    }

    private void warn(CertificateEnd end, Instant now) {
        Instant ends = end.next(now);
        Instant last = warnedAt.get(end.file());
        if (now.plus(WARNED_BEFORE).isBefore(ends)) {
            warnedAt.remove(end.file());
        } else if (last == null || !now.isBefore(last.plus(WARNING_INTERVAL))) {
            warnedAt.put(end.file(), now);
            if (now.isBefore(ends)) {
                log.warn("event=certificate-ends file={} ends={}", end.file(), ends);
            } else {
                log.error("event=certificate-ended file={} ended={}", end.file(), ends);
            }
        }
    }

    /**
     * Returns how long a certificate is valid yet; negative when it has ended.
     *
     * @param certificate {@code node} or {@code ca}
     */
    public double secondsLeft(String certificate) {
        Instant now = now();
        return Duration.between(now, nextEnd(now, certificate)).toSeconds();
    }

    private Instant nextEnd(Instant now, String certificate) {
        return tls.ends().stream()
                .filter(end -> end.certificate().equals(certificate))
                .map(end -> end.next(now))
                .min(Instant::compareTo)
                .orElseThrow();
    }

    private Instant now() {
        return Instant.ofEpochMilli(clock.now().wallMillis());
    }
}
