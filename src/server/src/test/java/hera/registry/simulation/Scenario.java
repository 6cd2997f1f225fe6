package hera.registry.simulation;

import hera.registry.gossip.GossipSettings;
import java.time.Duration;
import java.util.Set;

/**
 * A simulation's parameters, all but the seed.
 *
 * @param nodes how many nodes, those of the original design included
 * @param originals how many of them are of the original design
 * @param maxInstances fewer than clients: then some of them are refused, and those stop when the faults do
 * @param faultTime how long faults are made, after which there are none
 * @param faultGap how long after one fault the next comes, on average
 */
record Scenario(
        String name,
        int nodes,
        int originals,
        int clients,
        Duration liveness,
        GossipSettings gossip,
        int maxPageBytes,
        int maxInstances,
        Weather weather,
        Set<Fault> faults,
        Duration faultTime,
        Duration faultGap) {
    /** What goes wrong. */
    enum Fault {
        /** The nodes are split in two, nothing passes between. */
        PARTITION,
        /** One node no longer reaches another, while that still reaches the one. */
        ONE_WAY_CUT,
        /** A process is stopped for up to two minutes, and goes on. */
        PAUSE,
        /** A process dies and starts again with nothing. */
        CRASH,
        /** A wall clock jumps, by up to two hours either way. */
        CLOCK_STEP,
        /** A wall clock stands still. */
        CLOCK_FREEZE,
        /** Messages are late, lost, repeated and damaged. */
        STORM
    }

    Scenario withOriginals(int some) {
        return new Scenario(
                name,
                nodes,
                some,
                clients,
                liveness,
                gossip,
                maxPageBytes,
                maxInstances,
                weather,
                faults,
                faultTime,
                faultGap);
    }

    Scenario withMaxInstances(int some) {
        return new Scenario(
                name,
                nodes,
                originals,
                clients,
                liveness,
                gossip,
                maxPageBytes,
                some,
                weather,
                faults,
                faultTime,
                faultGap);
    }

    boolean isCrowded() {
        return maxInstances < clients;
    }

    /** By how much an entry may be older than it seems, pauses left out. */
    Duration longestTravel() {
        Weather worst = faults.contains(Fault.STORM) ? Weather.STORM : weather;
        Duration onTheWire = worst.longestDelay().plusMillis(2).multipliedBy(nodes);
        // An original node gives an entry without its age, for as long as its own clock lets it live.
        return originals == 0 ? onTheWire : onTheWire.plus(liveness);
    }

    /** How often each node may have to ask until all know all; at random the mean is log2 n + ln n. */
    int rounds() {
        return 2 * (32 - Integer.numberOfLeadingZeros(nodes - 1)) + 4;
    }

    /**
     * After faults stop: the longest back-off, the last answer that never comes, and rounds with random peers.
     */
    Duration healedWithin() {
        return Duration.ofMinutes(5)
                .plus(gossip.hold())
                .plus(Exchange.ANSWER_TIMEOUT)
                .plus(agreedWithin());
    }

    /** When nothing is wrong: rounds with random peers. Held pulls are far faster, but this must not need them. */
    Duration agreedWithin() {
        return gossip.interval()
                .multipliedBy(rounds())
                .plus(weather.longestDelay().multipliedBy(2L * rounds()));
    }

    /** When nothing is wrong and pulls are held: hops on the ring, at each a merge window, there and back. */
    Duration toldWithin() {
        int hops = gossip.fanout() >= nodes - 1 ? 1 : nodes;
        return gossip.mergeWindow()
                .plus(weather.longestDelay().multipliedBy(3))
                .plusMillis(5)
                .multipliedBy(hops);
    }
}
