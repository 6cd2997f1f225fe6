package hera.registry.watch;

import hera.foundation.http.RequestRefusedException;
import hera.registry.access.ClientShares;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** The slots for requests that stay open, waits, watches and streams together. Safe for use by many threads. */
final class RequestSlots {
    private final int limit;
    private final ClientShares shares;
    private final AtomicInteger taken = new AtomicInteger();
    private final Map<Kind, AtomicInteger> byKind = Arrays.stream(Kind.values())
            .collect(Collectors.toUnmodifiableMap(kind -> kind, kind -> new AtomicInteger()));

    /** Why a request stays open. */
    enum Kind {
        WAIT,
        WATCH,
        STREAM,
        /** The pull of an asker that is no known peer. */
        PULL
    }

    /** A slot that is taken. Only the first release counts. */
    interface Slot {
        void release();
    }

    /**
     * @param limit {@code max-held-requests}
     * @param shares those of each client
     */
    RequestSlots(int limit, ClientShares shares, MeterRegistry meters) {
        this.limit = limit;
        this.shares = shares;
        byKind.forEach((kind, count) -> Gauge.builder("hera.held.requests", count, AtomicInteger::get)
                .description("Requests of clients that are held open")
                .tag("kind", kind.name().toLowerCase(Locale.ROOT))
                .register(meters));
    }

    /**
     * Takes a slot for a request.
     *
     * @throws RequestRefusedException 503 when all slots are taken, 429 when the client has its share
     */
    Slot take(Kind kind, HttpServletRequest request) throws RequestRefusedException {
        Runnable share = shares.take(request);
        try {
            return take(kind, share);
        } catch (RequestRefusedException e) {
            share.run();
            throw e;
        }
    }

    private Slot take(Kind kind, Runnable share) throws RequestRefusedException {
        if (taken.incrementAndGet() > limit) {
            taken.decrementAndGet();
            throw new RequestRefusedException(
                    503,
                    "held",
                    "this node holds %d waits, watches and streams open and takes no more (max-held-requests): ask without wait, ask another node, or come back later"
                            .formatted(limit),
                    2);
        }
        AtomicInteger ofKind = Objects.requireNonNull(byKind.get(kind));
        ofKind.incrementAndGet();
        AtomicBoolean open = new AtomicBoolean(true);
        return () -> {
            if (open.compareAndSet(true, false)) {
                ofKind.decrementAndGet();
                taken.decrementAndGet();
                share.run();
            }
        };
    }
}
