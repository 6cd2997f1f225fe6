package hera.sidecar;

import hera.foundation.forward.Target;
import hera.sidecar.ring.HashRing;
import hera.sidecar.ring.RingMember;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.List;

/** A membership that changes when a test says so. */
final class HandTurnedMembership implements RingMembership {
    private final String self;
    private volatile RingView view = RingView.unknown();

    /**
     * @param self the address of the member whose membership it is
     */
    HandTurnedMembership(String self) {
        this.self = self;
    }

    /** From now on the ring has these members, whose identities are their addresses. */
    void turn(Collection<String> addresses) {
        HashRing ring = HashRing.of(addresses.stream()
                .map(address -> new RingMember(address, address))
                .toList());
        List<String> order = ring.members().stream().map(RingMember::address).toList();
        view = new RingView(
                true,
                ring,
                order.indexOf(self),
                order.stream().map(HandTurnedMembership::target).toList(),
                order.stream().map(address -> new Load()).toList());
    }

    /** As a member that has just started: it does not know who is on the ring. */
    void forget() {
        view = RingView.unknown();
    }

    @Override
    public RingView current() {
        return view;
    }

    private static Target target(String address) {
        int colon = address.lastIndexOf(':');
        int port = Integer.parseInt(address.substring(colon + 1));
        return new Target(new InetSocketAddress(address.substring(0, colon), port), address, "");
    }
}
