package hera.registry.simulation;

import hera.foundation.forward.Failure;
import hera.foundation.names.NodeName;
import hera.registry.gossip.GossipSettings;
import hera.registry.gossip.Seeds;
import hera.sidecar.SimulatedMember;
import hera.sidecar.SimulatedMember.Outcome;
import hera.sidecar.SimulatedMember.Reached;
import hera.sidecar.ring.NaiveRing;
import hera.sidecar.ring.RingMember;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A ring of 20 sidecars: members join, leave, die, are paused and cut off, while requests with chance keys come to all of
 * them. No request goes where its receiver must know that it may not go, nor further than once. When things are quiet
 * again, all have one ring, and each key one owner.
 */
final class RingScenario {
    private static final int SIZE = 20;
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final GossipSettings GOSSIP = new GossipSettings(
            INTERVAL, 3, Duration.ofSeconds(2), Duration.ofMillis(1), Duration.ofSeconds(5), Duration.ofMinutes(5));

    /** A change that is announced has reached all. */
    private static final long ANNOUNCED_NANOS = Duration.ofMillis(100).toNanos();

    /** A death has been seen by all: 5 s, and the time of a look. */
    private static final long KILLED_NANOS = Duration.ofMillis(5_200).toNanos();

    /** After a death or a split, those who pull from the dead have found others. */
    private static final long CALM_NANOS = Duration.ofSeconds(10).toNanos();

    /** After what gossip has brought, the ring has looked again. */
    private static final long LOOK_NANOS = Duration.ofMillis(250).toNanos();

    private static final int LOOK_STEPS = 5;
    private static final Duration STEP = Duration.ofMillis(20);
    private static final Duration FAULT_TIME = Duration.ofSeconds(80);
    private static final Duration HEALED_WITHIN = Duration.ofSeconds(10);

    private final SplittableRandom random;
    private final SimulatedTime time = new SimulatedTime();
    private final EventLog log = new EventLog(time);
    private final Network network;
    private final List<HeraNode> nodes = new ArrayList<>();
    private final Map<String, RingMemberNode> processes = new TreeMap<>();

    /** Since when one may not send to the other by its own knowledge, as "one other". */
    private final Map<String, Long> forbiddenSince = new TreeMap<>();

    /** Since when nothing has happened to a node that keeps news from it: it runs, and its half of the network is whole. */
    private final long[] undisturbedSince = new long[SIZE];

    private final long[] downSince = new long[SIZE];
    private final int[] sides = new int[SIZE];

    /** Those that have announced their end, and have not come to it. */
    private final Set<Integer> leaving = new HashSet<>();

    private int steps;

    private RingScenario(long seed) {
        random = new SplittableRandom(seed);
        network = new Network(time, log, random.split());
        for (int i = 0; i < SIZE; i++) {
            int self = i;
            Seeds seeds = new Seeds(
                    Map.of(),
                    IntStream.range(0, SIZE)
                            .filter(other -> other != self)
                            .mapToObj(other -> SimulatedNode.addressOf(nameOf(other)))
                            .toList(),
                    true);
            HeraNode.Limits limits = new HeraNode.Limits(Duration.ofMinutes(5), 1_000, 4 << 20);
            HeraNode node = new HeraNode(i, time, network, seeds, GOSSIP, limits, random.split());
            node.afterBoot(() -> processes.put(node.name.value(), new RingMemberNode(node, INTERVAL)));
            network.add(node);
            nodes.add(node);
        }
    }

    /** Throws what went wrong. */
    static Runs.Summary run(long seed) {
        RingScenario run = new RingScenario(seed);
        try {
            run.run();
        } catch (Throwable e) {
            throw run.log.failure("ring", seed, e);
        }
        return new Runs.Summary(
                run.log.hash(),
                Duration.ofNanos(run.time.nanos()),
                run.time.eventsRun(),
                run.network.traffic.messages());
    }

    private void run() {
        nodes.forEach(this::start);
        time.runFor(HEALED_WITHIN);
        oneRing();
        long end = time.nanos() + FAULT_TIME.toNanos();
        boolean wasCalm = false;
        while (time.nanos() < end) {
            // Now and then all is whole for a while, for what must hold then.
            boolean calm = time.nanos() / 1_000_000 % 40_000 >= 20_000;
            if (calm && !wasCalm) {
                heal();
            }
            wasCalm = calm;
            if (!calm && random.nextInt(75) == 0) {
                strike();
            } else if (random.nextInt(75) == 0) {
                changeWish();
            }
            step();
        }
        heal();
        time.runFor(HEALED_WITHIN);
        oneRing();
    }

    private void step() {
        time.runFor(STEP);
        if (++steps % LOOK_STEPS == 0) {
            noteWhatIsForbidden();
        }
        RingMemberNode receiver = anyAwake();
        if (receiver != null) {
            String key = "key-" + random.nextInt(1_000);
            Outcome outcome = receiver.sidecar.ask(key, to -> reach(receiver.node, to));
            log.add("asked for " + key, receiver.node.name, outcome.status());
            check(receiver, outcome);
        }
    }

    // ---- what happens

    private void strike() {
        HeraNode victim = nodes.get(random.nextInt(SIZE));
        int kind = random.nextInt(5);
        log.add("fault " + kind, victim.name, 0);
        if (!victim.isUp()) {
            start(victim);
        } else if (victim.isPaused()) {
            resume(victim);
        } else if (kind == 0) {
            stop(victim);
            network.crashed(victim);
        } else if (kind == 1) {
            leave(victim);
        } else if (kind == 2) {
            victim.pause();
            disturb(victim);
        } else if (kind == 3) {
            split(random.nextInt(2) == 0 ? i -> random.nextInt(2) : i -> i == victim.index ? 1 : 0);
        } else {
            split(i -> 0);
        }
    }

    /** Its backend is ill, or well again. */
    private void changeWish() {
        HeraNode node = nodes.get(random.nextInt(SIZE));
        if (node.isAwake() && !leaving.contains(node.index)) {
            process(node).rest(process(node).wantsRequests());
        }
    }

    private void start(HeraNode node) {
        node.start();
        downSince[node.index] = -1;
        disturb(node);
    }

    private void stop(HeraNode node) {
        node.crash();
        leaving.remove(node.index);
        downSince[node.index] = time.nanos();
        disturb(node);
    }

    private void resume(HeraNode node) {
        node.resume();
        disturb(node);
    }

    /** As SIGTERM does it: it is off the ring first, and ends a second later. */
    private void leave(HeraNode node) {
        RingMemberNode process = process(node);
        leaving.add(node.index);
        process.rest(true);
        int incarnation = node.incarnation();
        var unused = time.after(
                Duration.ofSeconds(1),
                () -> node.whenAwake(incarnation, () -> {
                    process.leave();
                    stop(node);
                }));
    }

    private void split(IntUnaryOperator side) {
        for (int i = 0; i < SIZE; i++) {
            sides[i] = side.applyAsInt(i);
        }
        for (HeraNode one : nodes) {
            disturb(one);
            for (HeraNode other : nodes) {
                if (areApart(one, other)) {
                    network.cut(one.index, other.index);
                } else {
                    network.mend(one.index, other.index);
                }
            }
        }
    }

    private void heal() {
        split(i -> 0);
        for (HeraNode node : nodes) {
            if (node.isPaused()) {
                resume(node);
            }
            if (node.isUp() && !process(node).wantsRequests() && !leaving.contains(node.index)) {
                process(node).rest(false);
            }
        }
    }

    private void disturb(HeraNode node) {
        undisturbedSince[node.index] = time.nanos();
        forbiddenSince.keySet().removeIf(pair -> pair.startsWith(node.name + " "));
    }

    private boolean areApart(HeraNode one, HeraNode other) {
        return sides[one.index] != sides[other.index];
    }

    private Reached reach(HeraNode from, String to) {
        HeraNode target = node(to);
        if (!target.isUp() || areApart(from, target)) {
            return new Reached(null, Failure.UNREACHED);
        }
        return target.isPaused() ? new Reached(null, Failure.TIMED_OUT) : new Reached(process(target).sidecar, null);
    }

    // ---- what must hold

    private void noteWhatIsForbidden() {
        for (HeraNode one : nodes) {
            if (!one.isAwake()) {
                continue;
            }
            Set<NodeName> allowed = process(one).allowed();
            for (HeraNode other : nodes) {
                String pair = one.name + " " + other.name;
                if (allowed.contains(other.name)) {
                    forbiddenSince.remove(pair);
                } else {
                    forbiddenSince.putIfAbsent(pair, time.nanos());
                }
            }
        }
    }

    private void check(RingMemberNode receiver, Outcome outcome) {
        String who = receiver.sidecar.identity();
        Violation.when(outcome.again(), "what %s forwarded was sent on once more: %s", who, outcome.sentTo());
        Violation.when(
                outcome.sentTo().stream().distinct().count() < outcome.sentTo().size(),
                "%s sent a request twice to one member: %s",
                who,
                outcome.sentTo());
        Violation.when(outcome.sentTo().size() > 3, "%s tried %s", who, outcome.sentTo());
        for (String to : outcome.sentTo()) {
            checkTarget(receiver, node(to));
        }
    }

    private void checkTarget(RingMemberNode receiver, HeraNode target) {
        long now = time.nanos();
        Long forbidden = forbiddenSince.get(receiver.node.name + " " + target.name);
        Violation.when(
                forbidden != null
                        && now - forbidden > LOOK_NANOS
                        && receiver.isOff(target.name, LOOK_NANOS / 1_000_000),
                "%s sends to %s, which it knows to be off the ring",
                receiver.node.name,
                target.name);
        long undisturbed = now - undisturbedSince[receiver.node.index];
        long down = downSince[target.index] < 0 ? 0 : now - downSince[target.index];
        Violation.when(
                Math.min(undisturbed, down) > KILLED_NANOS,
                "%s sends to %s, which ended %d ms ago",
                receiver.node.name,
                target.name,
                down / 1_000_000);
        if (target.isAwake() && !process(target).wantsRequests()) {
            long announced = process(target).restingSinceNanos();
            boolean whole = nodes.stream().noneMatch(node -> node.isPaused() || areApart(node, receiver.node));
            boolean calm = whole && Arrays.stream(undisturbedSince).max().orElseThrow() + CALM_NANOS < announced;
            Violation.when(
                    calm && now - announced > ANNOUNCED_NANOS,
                    "%s sends to %s, which took itself off %d ms ago",
                    receiver.node.name,
                    target.name,
                    (now - announced) / 1_000_000);
        }
    }

    /** All that run see all that run, and whoever is asked, the owner by the formula handles it. */
    private void oneRing() {
        List<RingMemberNode> up =
                nodes.stream().filter(SimulatedNode::isUp).map(this::process).toList();
        List<RingMember> expected = up.stream()
                .map(member -> new RingMember(
                        member.sidecar.identity(), member.sidecar.identity() + ":" + SimulatedMember.PORT))
                .toList();
        String checksum = up.isEmpty() ? "" : up.get(0).sidecar.checksum();
        for (RingMemberNode member : up) {
            Violation.when(
                    !member.sidecar
                            .onRing()
                            .equals(expected.stream().map(RingMember::identity).toList()),
                    "%s has %s on its ring, of %s",
                    member.node.name,
                    member.sidecar.onRing(),
                    expected);
            Violation.when(!member.sidecar.checksum().equals(checksum), "%s has another checksum", member.node.name);
            for (int i = 0; i < 20; i++) {
                String key = "quiet-" + i;
                Outcome outcome = member.sidecar.ask(key, to -> reach(member.node, to));
                String owner = NaiveRing.order(expected, key).get(0);
                Violation.when(
                        outcome.status() != 200 || !owner.equals(outcome.handledBy()) || outcome.again(),
                        "%s: %s asked at %s instead of %s",
                        outcome,
                        key,
                        member.node.name,
                        owner);
            }
        }
    }

    private @Nullable RingMemberNode anyAwake() {
        List<HeraNode> awake = nodes.stream().filter(SimulatedNode::isAwake).toList();
        return awake.isEmpty() ? null : process(awake.get(random.nextInt(awake.size())));
    }

    private HeraNode node(String identity) {
        return nodes.get(Integer.parseInt(identity.substring(identity.indexOf('-') + 1)));
    }

    private RingMemberNode process(SimulatedNode node) {
        return Objects.requireNonNull(processes.get(node.name.value()), "not started");
    }

    private static NodeName nameOf(int index) {
        return new NodeName("node-%03d".formatted(index));
    }
}
