package hera.registry.api;

import hera.foundation.http.RequestRefusedException;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The places for clients' requests that are held open, waits and streams together. Safe for use by many threads. */
final class RequestSlots {
    private final int limit;
    private final AtomicInteger held = new AtomicInteger();
    private final Map<Kind, AtomicInteger> byKind =
            Map.of(Kind.WAIT, new AtomicInteger(), Kind.STREAM, new AtomicInteger());

    /** Why a request is held. */
    enum Kind {
        WAIT,
        STREAM
    }

    /** A place taken, to be given back once; further times do nothing. */
    interface Place {
        void giveBack();
    }

    /** @param limit {@code max-held-requests} */
    RequestSlots(int limit, MeterRegistry meters) {
        this.limit = limit;
        byKind.forEach((kind, count) -> Gauge.builder("hera.held.requests", count, AtomicInteger::get)
                .description("Requests of clients that are held open")
                .tag("kind", kind.name().toLowerCase(Locale.ROOT))
                .register(meters));
    }

    /** Null when all places are taken. */
    @Nullable
    Place take(Kind kind) {
        if (held.incrementAndGet() > limit) {
            held.decrementAndGet();
            return null;
        }
        AtomicInteger ofKind = Objects.requireNonNull(byKind.get(kind));
        ofKind.incrementAndGet();
        AtomicBoolean taken = new AtomicBoolean(true);
        return () -> {
            if (taken.compareAndSet(true, false)) {
                ofKind.decrementAndGet();
                held.decrementAndGet();
            }
        };
    }

    RequestRefusedException noPlace() {
        return new RequestRefusedException(
                503,
                "held",
                "this node holds %d waits and streams open and takes no more (max-held-requests): ask without wait, ask another node, or come back later"
                        .formatted(limit),
                2);
    }
}
