package hera.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The lease of a registration: how long it outlives the last heartbeat. Immutable. */
public final class Lease {
    /** The time for which an instance outlives its node's end, in milliseconds, if a connection held it. */
    static final long HELD_MILLIS = 10_000;

    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofHours(24);

    /** The default. */
    static final Lease DEFAULT = ttl(Duration.ofSeconds(30));

    private static final Lease OF_NODE = new Lease(Kind.OF_NODE, null);
    private static final Lease HELD = new Lease(Kind.HELD, null);

    private final Kind kind;
    private final @Nullable Duration ttl;

    private Lease(Kind kind, @Nullable Duration ttl) {
        this.kind = kind;
        this.ttl = ttl;
    }

    private enum Kind {
        TTL,
        OF_NODE,
        HELD
    }

    /**
     * Returns a lease of the given length, renewed by heartbeats at a fifth of it. 30 s is the default.
     *
     * @param ttl how long the instance lives without a heartbeat, 1 s to 24 h
     * @return the lease
     * @throws IllegalArgumentException if it is out of range
     */
    public static Lease ttl(Duration ttl) {
        if (ttl.compareTo(SHORTEST) < 0 || ttl.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("ttl must be from 1 second to 24 hours, not " + ttl);
        }
        return new Lease(Kind.TTL, ttl);
    }

    /**
     * Returns the nodes' own lease: their setting {@code liveness}, 300 s by default.
     *
     * @return the lease
     */
    public static Lease ofNode() {
        return OF_NODE;
    }

    /**
     * Returns a lease without heartbeats, which lasts as long as a connection to a node. The instance is gone within 2
     * s of its process's end. Each such registration has a connection of its own.
     *
     * @return the lease
     */
    public static Lease held() {
        return HELD;
    }

    boolean isHeld() {
        return kind == Kind.HELD;
    }

    /** Returns the length in milliseconds; null if the node decides. */
    @Nullable
    Long millis() {
        return switch (kind) {
            case TTL -> ttl == null ? null : ttl.toMillis();
            case OF_NODE -> null;
            case HELD -> HELD_MILLIS;
        };
    }

    /** Returns the query of a PUT. */
    String query() {
        return switch (kind) {
            case TTL -> "?ttl=" + seconds(ttl == null ? 0 : ttl.toMillis());
            case OF_NODE -> "";
            case HELD -> "?hold";
        };
    }

    private static String seconds(long millis) {
        return millis % 1_000 == 0
                ? Long.toString(millis / 1_000)
                : "%d.%03d".formatted(millis / 1_000, millis % 1_000);
    }

    @Override
    public String toString() {
        return kind == Kind.TTL ? "ttl " + ttl : kind == Kind.HELD ? "held" : "of the node";
    }
}
