package hera.sidecar;

import hera.foundation.forward.Target;
import hera.foundation.http.HostPort;
import hera.foundation.time.Clock;
import hera.foundation.time.Loop;
import hera.foundation.time.Timer;
import hera.sidecar.ring.HashRing;
import hera.sidecar.ring.KeySample;
import hera.sidecar.ring.RingMember;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ring as gossip tells it: looked at when a member announces a change, and a few times a second, for the death of
 * one is announced by nobody. Thread-safe.
 */
final class LiveRing implements RingMembership {
    private static final Logger log = LoggerFactory.getLogger(LiveRing.class);
    private static final Duration LOOK_INTERVAL = Duration.ofMillis(200);

    /** How long nobody is served while no peer has answered. */
    private static final Duration LONGEST_JOIN = Duration.ofSeconds(2);

    /** From the network kept for documentation (RFC 5737): nobody answers there. */
    private static final InetSocketAddress NOWHERE = nowhere();

    private final GossipNode node;
    private final String identity;
    private final Clock clock;
    private final Timer timer;
    private final SidecarMetrics metrics;
    private final KeySample sample = new KeySample();
    private final Loop looks;
    private final AtomicBoolean looking = new AtomicBoolean();
    private final Map<String, Load> loads = new HashMap<>();
    private final Map<HostPort, InetSocketAddress> resolved = new HashMap<>();

    private volatile RingView view = RingView.unknown();
    private volatile @Nullable RingChange lastChange;
    private long startedAtMillis;

    /**
     * Not yet started.
     *
     * @param identity this member's
     * @param timer of its own, for names are looked up and keys counted on its thread
     */
    LiveRing(GossipNode node, String identity, Clock clock, Timer timer, SidecarMetrics metrics) {
        this.node = node;
        this.identity = identity;
        this.clock = clock;
        this.timer = timer;
        this.metrics = metrics;
        this.looks = new Loop("ring", timer, () -> LOOK_INTERVAL, this::look);
    }

    void start() {
        startedAtMillis = clock.now().agingMillis();
        node.onChange(this::changed);
        looks.start(Duration.ZERO);
    }

    void stop() {
        looks.stop();
    }

    @Override
    public RingView current() {
        return view;
    }

    /** Returns the last change, null before the first. */
    @Nullable
    RingChange lastChange() {
        return lastChange;
    }

    /** Returns all members that are known, in whatever state. */
    List<SeenMember> seen() {
        return node.members();
    }

    private void changed() {
        if (looking.compareAndSet(false, true)) {
            timer.after(Duration.ZERO, () -> {
                looking.set(false);
                look();
            });
        }
    }

    synchronized void look() {
        RingView before = view;
        boolean joined = before.joined()
                || node.hasJoined()
                || clock.now().agingMillis() - startedAtMillis >= LONGEST_JOIN.toMillis();
        List<SeenMember> onRing =
                node.members().stream().filter(SeenMember::isOnRing).toList();
        HashRing ring = HashRing.of(onRing.stream()
                .map(member ->
                        new RingMember(member.identity(), member.address().toString()))
                .toList());
        if (ring.checksum() == before.ring().checksum()
                && joined == before.joined()
                && !before.targets().stream()
                        .anyMatch(target -> target.address().equals(NOWHERE))) {
            return;
        }
        view = view(joined, ring);
        if (ring.checksum() != before.ring().checksum()) {
            tellChange(before.ring(), ring);
        }
    }

    private RingView view(boolean joined, HashRing ring) {
        List<String> identities =
                ring.members().stream().map(RingMember::identity).toList();
        loads.keySet().retainAll(Set.copyOf(identities));
        return new RingView(
                joined,
                ring,
                identities.indexOf(identity),
                ring.members().stream().map(this::target).toList(),
                identities.stream()
                        .map(member -> loads.computeIfAbsent(member, name -> new Load()))
                        .toList());
    }

    private Target target(RingMember member) {
        HostPort address = HostPort.parse(member.address());
        InetSocketAddress known = resolved.get(address);
        if (known == null) {
            try {
                known = new InetSocketAddress(InetAddress.getByName(address.host()), address.port());
                resolved.put(address, known);
            } catch (UnknownHostException e) {
                log.warn("event=member-unknown member={} address={}: no such host", member.identity(), address);
                known = NOWHERE;
            }
        }
        return new Target(known, address.toString(), "");
    }

    private void tellChange(HashRing before, HashRing after) {
        Set<String> joined = identities(after);
        joined.removeAll(identities(before));
        Set<String> left = identities(before);
        left.removeAll(identities(after));
        double moved = sample.moved(before, after);
        lastChange = new RingChange(clock.now().wallMillis(), List.copyOf(joined), List.copyOf(left), moved);
        metrics.ringChanged(moved);
        log.info(
                "event=ring-changed members={} checksum={} joined={} left={} moved={}",
                after.size(),
                HashRing.hex(after.checksum()),
                joined,
                left,
                moved);
    }

    private static Set<String> identities(HashRing ring) {
        Set<String> identities = new TreeSet<>();
        ring.members().forEach(member -> identities.add(member.identity()));
        return identities;
    }

    private static InetSocketAddress nowhere() {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 1}), 1);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }
}
