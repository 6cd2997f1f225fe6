package hera.registry.simulation;

import hera.foundation.http.HostPort;
import hera.foundation.names.NodeName;
import hera.registry.gossip.Seeds;
import hera.registry.replica.Delta;
import hera.registry.replica.InstanceContent;
import hera.registry.simulation.Scenario.Fault;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One run: a cluster, its clients and its faults, then peace, in which all must agree. */
final class Simulation {
    private static final Duration POLL = Duration.ofMillis(100);

    private final Scenario scenario;
    private final SplittableRandom random;
    private final SimulatedTime time = new SimulatedTime();
    private final EventLog log;
    private final Network network;
    private final List<SimulatedNode> nodes = new ArrayList<>();
    private final List<SimulatedClient> clients = new ArrayList<>();
    private final WriteHistory ledger;
    private final Oracles oracles;
    private final Nemesis nemesis;
    private final int[] probes;

    private Simulation(Scenario scenario, long seed) {
        this.scenario = scenario;
        this.random = new SplittableRandom(seed);
        this.log = new EventLog(time);
        this.network = new Network(time, log, random.split());
        addNodes();
        this.ledger = new WriteHistory(time, log, scenario.liveness().toMillis(), nodes);
        for (int i = 0; i < scenario.clients(); i++) {
            ledger.newKey();
        }
        this.probes = nodes.stream().mapToInt(node -> ledger.newKey()).toArray();
        this.oracles = new Oracles(time, ledger, nodes, scenario.longestTravel().toMillis(), scenario.originals() > 0);
        for (int i = 0; i < scenario.clients(); i++) {
            clients.add(new SimulatedClient(
                    time,
                    ledger,
                    nodes,
                    oracles,
                    random.split(),
                    scenario.liveness().toMillis(),
                    i));
        }
        this.nemesis = new Nemesis(time, network, nodes, ledger, oracles, scenario, log, random.split());
    }

    /** Runs it to the end; throws what went wrong, and says how to see it again. */
    static Runs.Summary run(Scenario scenario, long seed) {
        Simulation simulation = new Simulation(scenario, seed);
        try {
            return simulation.run();
        } catch (Throwable e) {
            throw simulation.log.failure(scenario.name(), seed, e);
        }
    }

    private void addNodes() {
        for (int i = 0; i < scenario.nodes(); i++) {
            Map<NodeName, HostPort> peers = new TreeMap<>();
            for (int peer = 0; peer < scenario.nodes(); peer++) {
                if (peer != i) {
                    peers.put(
                            new NodeName("node-%03d".formatted(peer)), new HostPort("node-%03d".formatted(peer), 3222));
                }
            }
            SimulatedNode node = i < scenario.originals()
                    ? new SimulatedOriginalNode(
                            i, time, network, peers, scenario.gossip().interval(), scenario.liveness(), random.split())
                    : new HeraNode(
                            i,
                            time,
                            network,
                            Seeds.of(peers),
                            scenario.gossip(),
                            new HeraNode.Limits(scenario.liveness(), scenario.maxInstances(), scenario.maxPageBytes()),
                            random.split());
            nodes.add(node);
            network.add(node);
        }
    }

    private Runs.Summary run() {
        network.watch(oracles);
        network.setWeather(scenario.weather());
        for (SimulatedNode node : nodes) {
            if (scenario.faults().contains(Fault.CLOCK_STEP)) {
                node.clock.stepTo(random.nextLong(7_200_000) - 3_600_000);
            }
            var unused = time.after(Duration.ofMillis(random.nextLong(3_000)), node::start);
        }
        time.runFor(Duration.ofSeconds(5));
        clients.forEach(SimulatedClient::start);
        nemesis.start();
        time.runFor(scenario.faultTime());
        nemesis.stop();
        time.runFor(Duration.ofMinutes(2));
        network.setWeather(calm());
        clients.forEach(SimulatedClient::settle);
        if (scenario.isCrowded()) {
            clients.subList(scenario.maxInstances(), clients.size()).forEach(SimulatedClient::stop);
        }
        time.runFor(scenario.healedWithin());
        clients.forEach(SimulatedClient::stop);
        allAgree(scenario.agreedWithin(), "after the last write");
        probe();
        return new Runs.Summary(
                log.hash(), Duration.ofNanos(time.nanos()), time.eventsRun(), network.traffic.messages());
    }

    private Weather calm() {
        return Weather.steady(scenario.weather().delay());
    }

    private void allAgree(Duration within, String when) {
        long deadline = time.nanos() + within.toNanos();
        String difference = difference();
        while (difference != null && time.nanos() < deadline) {
            time.runFor(POLL);
            difference = difference();
        }
        Violation.when(difference != null, "%s s %s %s", within.toSeconds(), when, difference);
    }

    /** Two nodes that do not show the same of some instance; null when there are none. */
    private @Nullable String difference() {
        for (Key key : ledger.keys()) {
            SimulatedNode first = null;
            SimulatedNode.Observation reference = null;
            for (SimulatedNode node : nodes) {
                if (node instanceof SimulatedOriginalNode) {
                    continue;
                }
                SimulatedNode.Observation sighting = node.see(key);
                if (first == null) {
                    first = node;
                    reference = sighting;
                } else if (differ(reference, sighting)) {
                    return "%s shows %s and %s shows %s".formatted(first.name, reference, node.name, sighting);
                }
            }
        }
        return null;
    }

    /** That one sees it expire before the other does not count. */
    private boolean differ(SimulatedNode.@Nullable Observation one, SimulatedNode.@Nullable Observation other) {
        long slack = 1_000;
        if (one == null || other == null) {
            SimulatedNode.Observation seen = one == null ? other : one;
            return seen != null && seen.expiresInMillis() > slack;
        }
        return one.timestamp() != other.timestamp() || !one.origin().equals(other.origin());
    }

    /** With pulls held and nothing wrong, a write is everywhere as soon as messages can carry it. */
    private void probe() {
        if (scenario.originals() > 0
                || scenario.isCrowded()
                || scenario.gossip().fanout() == 0) {
            return;
        }
        for (SimulatedNode node : nodes) {
            time.runFor(Duration.ofMillis(1_000 + random.nextLong(2_000)));
            int key = probes[node.index];
            InstanceContent instance = new InstanceContent("{\"probe\":true}".getBytes(StandardCharsets.UTF_8));
            Violation.when(!ledger.put(node, key, instance, Delta.NO_TTL), "%s refuses a write", node.name);
            time.runFor(scenario.toldWithin());
            for (SimulatedNode other : nodes) {
                Violation.when(
                        other.see(ledger.keys().get(key)) == null,
                        "%s has not heard within %d ms what %s wrote",
                        other.name,
                        scenario.toldWithin().toMillis(),
                        node.name);
            }
        }
    }
}
