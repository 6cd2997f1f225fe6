package hera.sidecar;

import hera.foundation.forward.Target;
import hera.foundation.http.HostPort;
import hera.foundation.time.Clock;
import hera.foundation.time.Loop;
import hera.foundation.time.Timer;
import hera.sidecar.discovery.MemberAddresses;
import hera.sidecar.door.SidecarDoor;
import hera.sidecar.ring.HashRing;
import hera.sidecar.ring.KeySample;
import hera.sidecar.ring.RingMember;
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
 * The ring by gossip: computed when a member announces a change, and a few times a second, because the death of a
 * member is not announced. Thread-safe.
 */
final class LiveRing implements RingMembership {
    private static final Logger log = LoggerFactory.getLogger(LiveRing.class);
    private static final Duration LOOK_INTERVAL = Duration.ofMillis(200);

    /** The longest time for which no request is served because no peer has answered. */
    private static final Duration LONGEST_JOIN = Duration.ofSeconds(2);

    private final GossipNode node;
    private final String identity;
    private final Clock clock;
    private final Timer timer;
    private final MemberAddresses addresses;
    private final SidecarMetrics metrics;
    private final KeySample sample;
    private final SidecarDoor door;
    private final Loop looks;
    private final AtomicBoolean looking = new AtomicBoolean();
    private final Map<String, Load> loads = new HashMap<>();
    private final AtomicBoolean addressChanged = new AtomicBoolean();

    private volatile RingView view = RingView.unknown();
    private volatile @Nullable RingChange lastChange;
    private long startedAtMillis;

    /**
     * A ring that is not started yet.
     *
     * @param identity this member's identity
     * @param timer a timer of its own, because new names are looked up and keys counted on its thread
     * @param addresses the addresses of the members on this ring, started and stopped with it
     * @param sample the keys by which the share of moved keys is estimated
     */
    LiveRing(
            GossipNode node,
            String identity,
            Clock clock,
            Timer timer,
            MemberAddresses addresses,
            KeySample sample,
            SidecarMetrics metrics) {
        this(node, identity, clock, timer, addresses, sample, metrics, SidecarDoor.open());
    }

    /** @param door knows the TLS of connections to members */
    LiveRing(
            GossipNode node,
            String identity,
            Clock clock,
            Timer timer,
            MemberAddresses addresses,
            KeySample sample,
            SidecarMetrics metrics,
            SidecarDoor door) {
        this.door = door;
        this.node = node;
        this.identity = identity;
        this.clock = clock;
        this.timer = timer;
        this.addresses = addresses;
        this.sample = sample;
        this.metrics = metrics;
        this.looks = new Loop("ring", timer, () -> LOOK_INTERVAL, this::look);
    }

    void start() {
        startedAtMillis = clock.now().agingMillis();
        node.onChange(this::changed);
        looks.start(Duration.ZERO);
        addresses.start(() -> {
            addressChanged.set(true);
            changed();
        });
    }

    void stop() {
        looks.stop();
        addresses.stop();
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

    /** Returns all known members, in any state. */
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
                && !addressChanged.getAndSet(false)) {
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
        List<HostPort> hosts = ring.members().stream()
                .map(member -> HostPort.parse(member.address()))
                .toList();
        addresses.retain(hosts);
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
        HostPort host = HostPort.parse(member.address());
        return new Target(addresses.of(host), host.toString(), "", door.toMember(member.identity()));
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
}
