package hera.sidecar;

import hera.foundation.http.HostPort;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The gossip node by which a sidecar learns the members. Thread-safe. It serves gossip over HTTP on its own port, to
 * which the sidecar passes such requests.
 */
public interface GossipNode {
    /** Returns all known members, this one included, in any state. */
    List<SeenMember> members();

    /** Returns whether a peer has sent all of its state, or there is no peer. */
    boolean hasJoined();

    /** Adds a listener, called after each announced change, on a thread that must not block. */
    void onChange(Runnable listener);

    /** Adds an address at which to look for members. */
    void addAddress(HostPort address);

    /** Publishes to all members at once whether this one wants no requests. */
    void rest(boolean wanted);

    /** Returns the address of another live member with this one's identity; null if there is none. */
    @Nullable
    String rival();
}
