package hera.registry.gossip;

import java.time.Duration;

/**
 * The settings of gossip.
 *
 * @param interval the time between full pulls at random peers, and between pulls at a peer that does not hold them
 * @param fanout how many held pulls are kept open; zero for none
 * @param hold how long a peer may hold a pull. Longer costs fewer requests when nothing happens; shorter notices sooner
 *     that a peer has vanished without closing its connections
 * @param mergeWindow how long after a response the next one to the same peer waits for more news. News after a quiet
 *     time is sent at once; a busy node sends each peer whose pull it holds one response per window
 * @param longestBackOff the longest pause before a failing peer is tried again. Longer sends less to dead peers;
 *     shorter ends a split sooner
 * @param liveness how long an instance lives without a heartbeat; after that time a node has heard of all live
 *     instances (rule 12)
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

    /** Returns these settings with another liveness. */
    public GossipSettings withLiveness(Duration other) {
        return new GossipSettings(interval, fanout, hold, mergeWindow, longestBackOff, other);
    }
}
