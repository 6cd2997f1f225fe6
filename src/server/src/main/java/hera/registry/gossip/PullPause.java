package hera.registry.gossip;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pause of pulls while the heap is nearly full: a node does not ask for data that it has no room for, because the
 * alternatives are to drop it or to run out of memory. Its cursors stay where they are, so it continues from there when
 * there is room. Guarded by the {@link Peers}' lock.
 */
final class PullPause {
    private static final Logger log = LoggerFactory.getLogger(PullPause.class);

    private final BooleanSupplier heapIsLow;
    private final Set<Peer> putOff = new LinkedHashSet<>();
    private volatile boolean on;

    PullPause(BooleanSupplier heapIsLow) {
        this.heapIsLow = heapIsLow;
    }

    /** Returns whether pulls are postponed now; for health and metrics, takes no lock. */
    boolean isOn() {
        return on;
    }

    /** Returns whether the pull is postponed. A question for a peer's name, which brings no page, never is. */
    boolean putsOff(Peer peer, PullRequest request) {
        look();
        if (on && !request.isQuestion()) {
            putOff.add(peer);
            return true;
        }
        return false;
    }

    /** Returns the peers whose pulls were postponed, each once, when there is room again; else none. */
    List<Peer> over() {
        look();
        if (on) {
            return List.of();
        }
        List<Peer> waited = List.copyOf(putOff);
        putOff.clear();
        return waited;
    }

    private void look() {
        boolean low = heapIsLow.getAsBoolean();
        if (low && !on) {
            log.warn(
                    "gossip state=paused: the heap is nearly full, so peers are asked for nothing until there is room");
        } else if (!low && on) {
            log.info("gossip state=resumed: there is room in the heap again");
        }
        on = low;
    }
}
