package hera.spawn.queue;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import hera.foundation.http.HostPort;
import hera.foundation.time.Backoff;
import hera.foundation.time.Moment;
import hera.foundation.time.Timer;
import hera.harness.ManualTimer;
import hera.spawn.log.DeadLetter;
import hera.spawn.log.IdempotencyKey;
import hera.spawn.log.LoggedWrite;
import hera.spawn.log.NodeRow;
import hera.spawn.log.WriteBody;
import hera.spawn.log.WriteDraft;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A Spawn on virtual time that crashes and starts again, between clients and nodes; all by one seed. */
final class SpawnWorld {
    static final QueueSettings SETTINGS = new QueueSettings(
            new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5)),
            4,
            OnPoison.PARK,
            1000,
            100_000,
            1 << 30,
            Duration.ZERO,
            false,
            1000,
            Duration.ofHours(10),
            1 << 30);

    final ManualTimer timer = new ManualTimer();
    final SimulatedDisk disk = new SimulatedDisk();
    final Map<Long, SimulatedServer> nodes = new HashMap<>();
    final List<SimulatedWriter> clients = new ArrayList<>();
    final DeliveryOracle oracle = new DeliveryOracle(this);

    /** What operators were told, each as node, event and write. */
    final Set<String> told = new HashSet<>();

    final Random random;
    final QueueSettings settings;
    Replicator replicator;
    private final List<SimulatedServer.CannedAnswer> answers = new ArrayList<>();
    private SimulatedDisk.Log log;
    int life;
    private int ids;

    SpawnWorld(long seed, int count, QueueSettings settings) {
        this.random = new Random(seed);
        this.settings = settings;
        for (long id = 1; id <= count; id++) {
            disk.nodes.put(id, row(id, true).at(0, 0));
            node(id);
        }
        disk.nextNode = count + 1L;
        log = disk.new Log(timer, random);
        replicator = start();
        check();
        tidy();
    }

    /** A new node's row, or one of the first. */
    static NodeRow row(long id, boolean active) {
        int port = (int) (7000 + id);
        int priority = (int) (id % 3);
        return new NodeRow(
                id, new HostPort("n", port), false, priority, active, false, false, NodeRow.NOW, NodeRow.NOW);
    }

    void crash() {
        log.crash();
        life++;
        clients.forEach(SimulatedWriter::connectionLost);
        answers.clear();
        log = disk.new Log(timer, random);
        replicator = start();
    }

    /** Sends a write; the id says how nodes answer it. */
    SimulatedWriter write(String kind, AnswerPolicy policy, @Nullable String key) {
        return send(kind, policy, key == null ? null : new IdempotencyKey(key, key));
    }

    SimulatedWriter send(String kind, AnswerPolicy policy, @Nullable IdempotencyKey key) {
        String id = kind + "-" + ids++;
        byte[] head = ("PUT /" + id + " HTTP/1.1\r\n").getBytes(US_ASCII);
        WriteDraft draft =
                new WriteDraft(id, head, new WriteBody.Inline(new byte[random.nextInt(50)]), now().wallMillis(), key);
        SimulatedWriter client = new SimulatedWriter(this, id, policy);
        clients.add(client);
        replicator.accept(draft, policy, Duration.ofSeconds(10), client);
        return client;
    }

    void advance(int millis) {
        timer.advance(Duration.ofMillis(millis));
    }

    /** All nodes are well, and there is time enough for everything. */
    void heal() {
        disk.full = false;
        disk.away = false;
        disk.breaksOneIn = 0;
        nodes.values().forEach(node -> node.mood = SimulatedServer.Mood.WELL);
        advance(400_000);
    }

    Moment now() {
        return new Moment(1_000_000 + timer.now().toMillis(), timer.now().toMillis());
    }

    /** The members of a write when it was stored. */
    List<NodeRow> membersOf(LoggedWrite write) {
        return disk.members.getOrDefault(write.sequence(), List.of());
    }

    /** The member with the best priority: 1, 2, then 0; of those in service, if any is. */
    NodeRow primaryOf(LoggedWrite write) {
        List<NodeRow> members = membersOf(write);
        boolean anyServes = members.stream().anyMatch(row -> !row.maintenance());
        return members.stream()
                .filter(row -> !anyServes || !row.maintenance())
                .min(Comparator.comparing(row -> row.priority() == 0 ? 100 : row.priority()))
                .orElseThrow(() -> new AssertionError("no members"));
    }

    /** Reads the dead letters of a node, as the API does. */
    void readDead(long node, Consumer<List<DeadLetter>> use) {
        log.dead(node, 0, 1000, use);
    }

    List<SimulatedServer.CannedAnswer> unreleased() {
        return answers.stream().filter(answer -> !answer.isReleased()).toList();
    }

    WriteReport report(String id) {
        List<Optional<WriteReport>> got = new ArrayList<>();
        replicator.group().report(id, got::add);
        advance(100);
        assertThat(got).hasSize(1);
        return got.get(0).orElseThrow(() -> new AssertionError("no report of " + id));
    }

    private SimulatedServer node(long id) {
        return nodes.computeIfAbsent(id, made -> new SimulatedServer(made, timer, random));
    }

    private Replicator start() {
        int mine = life;
        Timer alive = (delay, task) -> timer.after(delay, () -> {
            if (life == mine) {
                task.run();
            }
        });
        Courier courier = (node, parcel, done) -> {
            oracle.sent(node, parcel);
            node(node.id()).take(mine, parcel, exchange -> {
                if (life == mine) {
                    keep(exchange);
                    oracle.ended(node, parcel, exchange);
                    done.accept(exchange);
                }
            });
        };
        disk.outOfStep.clear();
        oracle.restarted();
        QueueEnvironment environment = new QueueEnvironment(log, courier, alive, this::now, random, settings);
        return new Replicator(environment, disk.state(), disk.parked(), this::happened);
    }

    private void keep(DeliveryResult exchange) {
        if (exchange instanceof DeliveryResult.Answered answered
                && answered.answer() instanceof SimulatedServer.CannedAnswer answer) {
            answers.add(answer);
        }
    }

    private void happened(NodeRow node, String event, String detail) {
        String write = detail.startsWith("write=") ? detail.substring(6).split(" ", 2)[0] : "";
        told.add(node.id() + " " + event + " " + write);
        if (event.equals("parked")) {
            int failures = oracle.failures(node.id(), write);
            BrokenPromise.unless(
                    failures >= settings.attempts(), "node %d parks %s after %d failures", node.id(), write, failures);
        } else if (event.equals("needs-resync")) {
            oracle.resting.add(node.id());
            disk.outOfStep.add(node.id());
        }
    }

    /** Checks the nodes' health each half second, and that queues stay within their bounds. */
    private void check() {
        for (NodeGauge gauge : replicator.group().gauges()) {
            long id = gauge.row().id();
            boolean up = node(id).mood != SimulatedServer.Mood.REFUSES_CONNECTIONS;
            replicator.group().checked(id, up, "refused");
            BrokenPromise.unless(
                    settings.resyncWhenFull() || gauge.pending() <= settings.maxWrites(),
                    "node %d: %d writes wait",
                    gauge.row().id(),
                    gauge.pending());
        }
        BrokenPromise.unless(replicator.waiting() <= settings.maxWaiting(), "%d clients wait", replicator.waiting());
        timer.after(Duration.ofMillis(500), this::check);
    }

    private void tidy() {
        replicator.group().tidy();
        timer.after(Duration.ofSeconds(1), this::tidy);
    }
}
