package hera.sidecar;

import hera.foundation.http.HostPort;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The node whose gossip tells a sidecar who else there is. Thread-safe. It serves gossip over HTTP by itself, on the
 * port that the sidecar passes such requests on to.
 */
public interface GossipNode {
    /** Returns all members that it knows, this one among them, in whatever state. */
    List<SeenMember> members();

    /** Returns whether a peer has told all that it knows, or there is none that could. */
    boolean hasJoined();

    /** Has the listener run after each change that others announce; on a thread that must not wait. */
    void onChange(Runnable listener);

    /** From now on looks for members at that address, too. */
    void addAddress(HostPort address);

    /** Tells all members at once whether this one wants requests. */
    void rest(boolean wanted);

    /** Returns the address of another live member with this one's identity; null if there is none. */
    @Nullable
    String rival();
}
