package hera.sidecar;

import hera.foundation.http.HostPort;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A gossip node whose members change when a test says so. */
final class HandTurnedNode implements GossipNode {
    final List<HostPort> addresses = new ArrayList<>();
    List<SeenMember> members = List.of();
    boolean joined;
    boolean resting;
    private Runnable listener = () -> {};

    /** As if members announced it. */
    void turn(List<SeenMember> now) {
        members = now;
        listener.run();
    }

    @Override
    public List<SeenMember> members() {
        return members;
    }

    @Override
    public boolean hasJoined() {
        return joined;
    }

    @Override
    public void onChange(Runnable toRun) {
        listener = toRun;
    }

    @Override
    public void addAddress(HostPort address) {
        addresses.add(address);
    }

    @Override
    public void rest(boolean wanted) {
        resting = wanted;
    }

    @Override
    public @Nullable String rival() {
        return null;
    }
}
