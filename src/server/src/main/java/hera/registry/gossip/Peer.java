package hera.registry.gossip;

import hera.foundation.http.PeerAddress;
import hera.foundation.names.NodeName;
import hera.foundation.time.Backoff;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What this node knows of another one as a party to gossip. Guarded by the {@link Peers} that holds it. */
final class Peer {
    static final Duration FIRST_BACK_OFF = Duration.ofSeconds(1);
    static final Duration LONGEST_BACK_OFF = Duration.ofMinutes(5);
    private static final Backoff BACK_OFF = new Backoff(FIRST_BACK_OFF, LONGEST_BACK_OFF);

    final Source source;

    /** Null for a neighbour that has not said it yet. */
    @Nullable
    NodeName name;

    PeerAddress address;

    /** Whether it is known to be the node of that name. */
    boolean confirmed;

    /** For a configured address that leads to this node itself or to a peer known otherwise: it is asked rarely. */
    boolean dormant;

    /** Whether this node has said that the address is its own. */
    boolean saidToBeSelf;

    /** Whether it asks nodes that it learns of, and not its configured peers only. */
    boolean roams = true;

    /** Whether it holds pulls; null until it has answered one that asked it to. */
    @Nullable
    Boolean waits;

    /** Whether it has given back all that it had of this node's former life. */
    boolean gaveBack;

    /** Whether it is to send instances whole: it is amid its pages, or touched what this node does not hold. */
    boolean whole;

    /** Whether it sent touches all the same: then only asking from the beginning helps. */
    boolean sendsTouchesRegardless;

    boolean everAnswered;
    boolean everHeard;
    int failures;
    long failedAtMillis;
    long retryAtMillis;
    long lastHeardAtMillis;
    String lastFailure = "";

    /** When a failure was last logged, on the aging clock. */
    long loggedAtMillis;

    /** How much its wall clock is ahead of this node's; null until it has said what time it has. */
    @Nullable
    Long clockSkewMillis;

    /** How far it has followed this node's own writes, as its questions say. */
    PeerLag following = new PeerLag();

    /** The pulls under way: one that waits for news, and one that asks for everything at once. */
    @Nullable
    PendingPull held;

    @Nullable
    PendingPull full;

    Peer(Source source, @Nullable NodeName name, PeerAddress address) {
        this.source = source;
        this.name = name;
        this.address = address;
        this.confirmed = source == Source.CLUSTER;
    }

    /** Where it is known from. */
    enum Source {
        /** The configuration, by name and address. */
        CLUSTER,
        /** The configuration, by address. */
        NEIGHBOUR,
        /** What others said. */
        LEARNT
    }

    /** Of a peer that has one. */
    NodeName name() {
        if (name == null) {
            throw new IllegalStateException(address + " has not said its name");
        }
        return name;
    }

    /** What it is called in logs: its name, or its address for want of one. */
    String label() {
        return name == null ? address.toString() : name.value();
    }

    boolean isAvailable(long nowMillis) {
        return failures == 0 || nowMillis >= retryAtMillis;
    }

    /** It answered by that name, for the first time or for the first time by this one. */
    void becomes(NodeName newName) {
        name = newName;
        confirmed = true;
        dormant = false;
        waits = null;
        gaveBack = false;
        roams = true;
        following = new PeerLag();
        clockSkewMillis = null;
    }

    void becomesDormant() {
        giveUp();
        confirmed = false;
        dormant = true;
        failures = 0;
        lastFailure = "";
    }

    void heard(long nowMillis) {
        failures = 0;
        lastFailure = "";
        lastHeardAtMillis = nowMillis;
        everAnswered = true;
        everHeard = true;
    }

    /** Doubles the time until the next try, from 1 s to 5 minutes, less up to half of it by chance. */
    void failed(String why, long nowMillis, RandomGenerator random) {
        failures++;
        lastFailure = why;
        waits = null;
        failedAtMillis = nowMillis;
        retryAtMillis = nowMillis + BACK_OFF.jittered(failures, random).toMillis();
    }

    /** Whatever is under way no longer matters. */
    void giveUp() {
        giveUpHeld();
        PendingPull asked = full;
        full = null;
        if (asked != null) {
            asked.answer.cancel(true);
        }
    }

    void giveUpHeld() {
        PendingPull waiting = held;
        held = null;
        if (waiting != null) {
            waiting.answer.cancel(true);
        }
    }
}
