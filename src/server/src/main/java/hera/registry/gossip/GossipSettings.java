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
 */
public record GossipSettings(
        Duration interval, int fanout, Duration hold, Duration mergeWindow, Duration longestBackOff) {
    public static final Duration DEFAULT_HOLD = Duration.ofSeconds(10);

    /** Settings with the longest back-off that suits a registry, five minutes. */
    public GossipSettings(Duration interval, int fanout, Duration hold, Duration mergeWindow) {
        this(interval, fanout, hold, mergeWindow, PeerHealth.LONGEST_BACK_OFF);
    }
}
