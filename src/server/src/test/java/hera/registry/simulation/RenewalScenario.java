package hera.registry.simulation;

import hera.foundation.http.HostPort;
import hera.foundation.names.NodeName;
import hera.foundation.time.Cancellable;
import hera.registry.gossip.GossipSettings;
import hera.registry.gossip.Seeds;
import hera.registry.replica.Delta;
import hera.registry.replica.Digest;
import hera.registry.replica.InstanceContent;
import hera.registry.wire.DigestCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Instances of short and long lives are heartbeaten three times a life, at one node or at all in turn, over rings of one to
 * seven hops. A change must be everywhere as soon as messages can carry it, a renewal a window later and no later. One node
 * is paused, askers come and give up, and in the end a node dies with its window full: what it had gathered is lost, and
 * nothing lives shorter than by the formula of rule 11, nor longer than its life.
 */
final class RenewalScenario {
    private static final Duration LIVENESS = Duration.ofSeconds(90);
    private static final long USUAL_WINDOW_MILLIS = 1_000;

    /** The third but last is that of a held registration. */
    private static final int[] TTLS = {1_000, 2_000, 5_000, 10_009, 30_000, Delta.NO_TTL};

    /** Far oftener than once a window: such an instance never seems to have waited for long. */
    private static final int OFTEN_MILLIS = 150;

    private static final int PAUSE_MILLIS = 2_000;
    private static final int STEP_MILLIS = 10;

    /** A page may gather for so long because many were sent before it. */
    private static final int GATHERED_MILLIS = 10;

    private static final int ROUNDED_MILLIS = 3;

    private final SplittableRandom random;
    private final SimulatedTime time = new SimulatedTime();
    private final EventLog log = new EventLog(time);
    private final Network network;
    private final List<HeraNode> nodes = new ArrayList<>();
    private final List<Client> clients = new ArrayList<>();
    private final WriteHistory ledger;
    private final Oracles oracles;
    private final long travelMillis;
    private long disturbedUntilMillis;
    private long resumedAtMillis;
    private long diedAtMillis;

    private RenewalScenario(long seed) {
        this.random = new SplittableRandom(seed);
        this.network = new Network(time, log, random.split());
        Duration delay = Duration.ofMillis(1 + random.nextInt(3));
        int size = 3 + random.nextInt(5);
        int fanout = 1 + random.nextInt(3);
        int hops = fanout >= size - 1 ? 1 : size;
        this.travelMillis = hops * (GATHERED_MILLIS + 3 * delay.toMillis() + 5);
        network.setWeather(Weather.steady(delay));
        GossipSettings gossip =
                new GossipSettings(Duration.ofSeconds(3), fanout, Duration.ofSeconds(10), Duration.ofMillis(1));
        for (int i = 0; i < size; i++) {
            HeraNode.Limits limits = new HeraNode.Limits(LIVENESS, 1_000, 1 << 20);
            HeraNode node = new HeraNode(i, time, network, Seeds.of(peersOf(i, size)), gossip, limits, random.split());
            nodes.add(node);
            network.add(node);
        }
        this.ledger = new WriteHistory(time, log, LIVENESS.toMillis(), List.copyOf(nodes));
        for (int i = 0; i < 2 * TTLS.length; i++) {
            HeraNode home = i < TTLS.length ? nodes.get(random.nextInt(size)) : null;
            clients.add(new Client(ledger.newKey(), TTLS[i % TTLS.length], home));
        }
        clients.add(new Client(ledger.newKey(), Delta.NO_TTL, nodes.get(0), OFTEN_MILLIS));
        this.oracles = new Oracles(time, ledger, nodes, travelMillis, false);
    }

    private static Map<NodeName, HostPort> peersOf(int index, int size) {
        Map<NodeName, HostPort> peers = new TreeMap<>();
        for (int peer = 0; peer < size; peer++) {
            if (peer != index) {
                String name = "node-%03d".formatted(peer);
                peers.put(new NodeName(name), new HostPort(name, 3222));
            }
        }
        return peers;
    }

    /** Throws what went wrong. */
    static Runs.Summary run(long seed) {
        RenewalScenario scenario = new RenewalScenario(seed);
        try {
            scenario.run();
        } catch (Throwable e) {
            throw scenario.log.failure("renewals", seed, e);
        }
        return new Runs.Summary(
                scenario.log.hash(),
                Duration.ofNanos(scenario.time.nanos()),
                scenario.time.eventsRun(),
                scenario.network.traffic.messages());
    }

    private void run() {
        network.watch(oracles);
        nodes.forEach(SimulatedNode::start);
        time.runFor(Duration.ofSeconds(10));
        clients.forEach(Client::beat);
        pass(40_000);
        pause(anyNode());
        pass(20_000);
        HeraNode victim = anyNode();
        clients.forEach(client -> client.fallsSilent(victim));
        victim.crash();
        network.crashed(victim);
        diedAtMillis = time.millis();
        for (long passed = 0; passed < LIVENESS.toMillis() + 1_000; passed += STEP_MILLIS) {
            time.runFor(Duration.ofMillis(STEP_MILLIS));
            clients.forEach(client -> nodes.stream().filter(SimulatedNode::isUp).forEach(client::livesByTheFormula));
        }
    }

    private void pause(HeraNode node) {
        long nanos = Duration.ofMillis(PAUSE_MILLIS).toNanos();
        ledger.pauseBegins(nanos);
        node.pause();
        time.runFor(Duration.ofMillis(PAUSE_MILLIS));
        node.resume();
        ledger.pauseEnds(nanos);
        oracles.check(node);
        resumedAtMillis = time.millis();
        disturbedUntilMillis = time.millis() + USUAL_WINDOW_MILLIS + 3 * travelMillis;
    }

    private void pass(long millis) {
        for (long passed = 0; passed < millis; passed += STEP_MILLIS) {
            if (random.nextInt(10) == 0) {
                askAndGiveUp(anyNode());
            }
            time.runFor(Duration.ofMillis(STEP_MILLIS));
            if (time.millis() >= disturbedUntilMillis) {
                clients.forEach(client -> nodes.forEach(client::isTold));
            }
        }
    }

    /** Somebody waits for a moment for what is written from now on. */
    private void askAndGiveUp(HeraNode node) {
        WireRequest request = new WireRequest(
                DigestCodec.toQuery(new Digest(Map.of(), node.clock.now().wallMillis())),
                null,
                null,
                true,
                Duration.ofSeconds(5),
                false,
                null);
        Cancellable held = node.receive(request, page -> {});
        var unused = time.after(Duration.ofMillis(random.nextInt(200)), held::cancel);
    }

    private HeraNode anyNode() {
        return nodes.get(random.nextInt(nodes.size()));
    }

    private static long lifeMillis(int ttlMillis) {
        return ttlMillis == Delta.NO_TTL ? LIVENESS.toMillis() : ttlMillis;
    }

    /** A write, and when all must have heard of it. */
    private record Told(long atMillis, long timestamp, long byMillis) {}

    /** Whoever heartbeats one instance. */
    private final class Client {
        private final int key;
        private final int ttlMillis;
        private final long lifeMillis;

        /** Null for one that goes round all nodes. */
        private final @Nullable HeraNode home;

        private final long intervalMillis;
        private final Deque<Told> writes = new ArrayDeque<>();
        private @Nullable HeraNode last;
        private int body;
        private boolean silent;

        Client(int key, int ttlMillis, @Nullable HeraNode home) {
            this(key, ttlMillis, home, lifeMillis(ttlMillis) / 3);
        }

        Client(int key, int ttlMillis, @Nullable HeraNode home, long intervalMillis) {
            this.key = key;
            this.ttlMillis = ttlMillis;
            this.lifeMillis = lifeMillis(ttlMillis);
            this.home = home;
            this.intervalMillis = intervalMillis;
        }

        void beat() {
            if (silent) {
                return;
            }
            HeraNode node = home == null ? anyNode() : home;
            if (node.isAwake()) {
                boolean change = last == null || random.nextInt(20) == 0;
                body += change ? 1 : 0;
                write(node, change);
            }
            var unused =
                    time.after(Duration.ofMillis(intervalMillis - random.nextLong(intervalMillis / 4)), this::beat);
        }

        private void write(HeraNode node, boolean change) {
            byte[] json = "{\"body\":%d}".formatted(body).getBytes(StandardCharsets.UTF_8);
            Violation.when(
                    !ledger.put(node, key, new InstanceContent(json), ttlMillis), "%s refuses a write", node.name);
            oracles.check(node);
            long by = time.millis() + travelMillis + (change ? 0 : windowMillis());
            writes.addLast(new Told(time.millis(), ledger.lastGiven(node), by));
            last = node;
        }

        /** The contract's words, not the code's. */
        private long windowMillis() {
            return Math.min(USUAL_WINDOW_MILLIS, lifeMillis / 10);
        }

        /** The client of a node that dies right after a last heartbeat; all others go on as they are, unheard. */
        void fallsSilent(HeraNode victim) {
            silent = true;
            if (last == victim || home == victim) {
                write(victim, false);
            }
        }

        void isTold(SimulatedNode node) {
            Told told = told(time.millis());
            if (told != null && node.isAwake()) {
                SimulatedNode.Observation shown = node.see(ledger.keys().get(key));
                Violation.when(
                        shown == null || shown.timestamp() < told.timestamp(),
                        "%s shows %s of an instance that lives %d ms, %d ms after the write at %d",
                        node.name,
                        shown,
                        lifeMillis,
                        time.millis() - told.atMillis(),
                        told.timestamp());
            }
        }

        /** The newest write of which all must have heard. */
        private @Nullable Told told(long millis) {
            Told newest = null;
            int older = -1;
            for (Told write : writes) {
                if (write.byMillis() + ROUNDED_MILLIS <= millis) {
                    newest = write;
                    older++;
                }
            }
            for (; older > 0; older--) {
                writes.removeFirst();
            }
            return newest;
        }

        /** At least as long as what was told before the end lives, and no longer than the last write. */
        void livesByTheFormula(SimulatedNode node) {
            long now = time.millis();
            boolean shown = node.see(ledger.keys().get(key)) != null;
            Told least = told(diedAtMillis);
            long latest = writes.getLast().atMillis();
            long paused = latest < resumedAtMillis ? PAUSE_MILLIS : 0;
            Violation.when(
                    least == null, "nothing of %s was ever told", ledger.keys().get(key));
            Violation.when(
                    !shown && now < Objects.requireNonNull(least).atMillis() + lifeMillis - ROUNDED_MILLIS,
                    "%s has let die what lives %d ms, %d ms before the end of what it was told",
                    node.name,
                    lifeMillis,
                    Objects.requireNonNull(least).atMillis() + lifeMillis - now);
            Violation.when(
                    shown && now > latest + lifeMillis + travelMillis + paused,
                    "%s shows %d ms after its last heartbeat what lives %d ms",
                    node.name,
                    now - latest,
                    lifeMillis);
        }
    }
}
