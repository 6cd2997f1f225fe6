package hera.registry.gossip;

import java.time.Duration;

/**
 * The settings of gossip.
 *
 * @param interval how often a random peer is asked for everything, and peers that do not hold pulls are asked at all
 * @param fanout how many held pulls are kept open; zero for none
 * @param hold how long a peer may hold a pull. Longer costs fewer requests when nothing happens; shorter notices sooner
 *     that a peer has vanished without closing its connections
 * @param mergeWindow how long after an answer the next one to the same peer waits for more news. News after a quiet
 *     while goes at once; a busy node sends one answer a window to each peer that holds a pull
 * @param longestBackOff how long a peer that keeps failing is left alone at most. Longer spares the dead; shorter mends
 *     a split sooner
 * @param liveness how long an instance lives without a heartbeat: after so long a node has heard of all that live (rule 12)
 */
public record GossipSettings(
        Duration interval,
        int fanout,
        Duration hold,
        Duration mergeWindow,
        Duration longestBackOff,
        Duration liveness) {
    public static final Duration DEFAULT_HOLD = Duration.ofSeconds(10);
    public static final Duration DEFAULT_LONGEST_BACK_OFF = PeerHealth.LONGEST_BACK_OFF;

    private static final Duration DEFAULT_LIVENESS = Duration.ofMinutes(5);

    /** Settings with the longest back-off and the liveness that suit a registry, five minutes each. */
    public GossipSettings(Duration interval, int fanout, Duration hold, Duration mergeWindow) {
        this(interval, fanout, hold, mergeWindow, DEFAULT_LONGEST_BACK_OFF, DEFAULT_LIVENESS);
    }

    /** Returns these with another liveness. */
    public GossipSettings withLiveness(Duration other) {
        return new GossipSettings(interval, fanout, hold, mergeWindow, longestBackOff, other);
    }
}
