package hera.spawn.queue;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import hera.foundation.http.HostPort;
import hera.foundation.time.Backoff;
import hera.foundation.time.Moment;
import hera.harness.ManualTimer;
import hera.spawn.log.IdempotencyKey;
import hera.spawn.log.LoggedWrite;
import hera.spawn.log.NodeRow;
import hera.spawn.log.WriteBody;
import hera.spawn.log.WriteDraft;
import hera.spawn.queue.QueueSettings.OnPoison;
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
import org.jspecify.annotations.Nullable;

/**
 * Spawns on virtual time that crash and start again, between clients and nodes; all by one seed. There is one, or there are some
 * that share a disk.
 */
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
    final List<SimulatedSpawn> spawns = new ArrayList<>();
    final SimulatedLeases leases = new SimulatedLeases(this);

    /** How far each node's queue had come when a process was killed, recorded or not. */
    private final Map<Long, Long> reached = new HashMap<>();

    private int ids;

    SpawnWorld(long seed, int count, QueueSettings settings) {
        this(seed, count, 1, settings);
    }

    /**
     * @param count of the nodes
     * @param many how many Spawns there are
     */
    SpawnWorld(long seed, int count, int many, QueueSettings settings) {
        this.random = new Random(seed);
        this.settings = settings;
        disk.shared = many > 1;
        for (long id = 1; id <= count; id++) {
            disk.nodes.put(id, row(id, true).at(0, 0));
            node(id);
        }
        disk.nextNode = count + 1L;
        for (int number = 0; number < many; number++) {
            spawns.add(new SimulatedSpawn(this, number));
        }
        oracle.restarted();
        spawns.forEach(SimulatedSpawn::start);
        if (shares()) {
            leases.beat();
        }
        spawns.forEach(this::check);
        spawns.forEach(this::tidy);
    }

    /** Whether several Spawns share the disk. */
    boolean shares() {
        return disk.shared;
    }

    /** One of the Spawns that have not stopped; any if all have. */
    SimulatedSpawn any() {
        if (spawns.size() == 1) {
            return spawns.get(0);
        }
        List<SimulatedSpawn> going =
                spawns.stream().filter(spawn -> !spawn.isPaused()).toList();
        List<SimulatedSpawn> from = going.isEmpty() ? spawns : going;
        return from.get(random.nextInt(from.size()));
    }

    /** The only Spawn's core, or that of the first. */
    Replicator replicator() {
        return spawns.get(0).replicator();
    }

    /** How often processes were killed. */
    int lives() {
        return spawns.stream().mapToInt(spawn -> spawn.life).sum();
    }

    /** A new node's row, or one of the first. */
    static NodeRow row(long id, boolean active) {
        int port = (int) (7000 + id);
        int priority = (int) (id % 3);
        return new NodeRow(
                id, new HostPort("n", port), false, priority, active, false, false, NodeRow.NOW, NodeRow.NOW);
    }

    void crash() {
        SimulatedSpawn killed = any();
        clients.forEach(client -> client.connectionLost(killed));
        for (NodeGauge gauge : killed.replicator().group().gauges()) {
            reached.merge(gauge.row().id(), gauge.position(), Math::max);
        }
        killed.crash(() -> {
            if (!shares()) {
                disk.outOfStep.clear();
                oracle.restarted();
            }
        });
    }

    /** Sends a write; the id says how nodes answer it. */
    SimulatedWriter write(String kind, AnswerPolicy policy, @Nullable String key) {
        return send(kind, policy, key == null ? null : new IdempotencyKey(key, key));
    }

    SimulatedWriter send(String kind, AnswerPolicy policy, @Nullable IdempotencyKey key) {
        return send(null, kind, policy, key);
    }

    /** Sends a write to the Spawn of that number. */
    SimulatedWriter sendTo(int spawn, AnswerPolicy policy, IdempotencyKey key) {
        return send(spawns.get(spawn), "good", policy, key);
    }

    private SimulatedWriter send(
            @Nullable SimulatedSpawn to, String kind, AnswerPolicy policy, @Nullable IdempotencyKey key) {
        String id = kind + "-" + ids++;
        byte[] head = ("PUT /" + id + " HTTP/1.1\r\n").getBytes(US_ASCII);
        WriteDraft draft =
                new WriteDraft(id, head, new WriteBody.Inline(new byte[random.nextInt(50)]), now().wallMillis(), key);
        SimulatedSpawn taker = to == null ? any() : to;
        SimulatedWriter client = new SimulatedWriter(this, taker, id, policy);
        clients.add(client);
        taker.runs(taker.life, () -> taker.replicator().accept(draft, policy, Duration.ofSeconds(10), client));
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
        leases.away = false;
        spawns.forEach(SimulatedSpawn::goOn);
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

    List<SimulatedServer.CannedAnswer> unreleased() {
        return spawns.stream().flatMap(spawn -> spawn.unreleased().stream()).toList();
    }

    WriteReport report(String id) {
        List<Optional<WriteReport>> got = new ArrayList<>();
        replicator().group().report(id, got::add);
        advance(100);
        assertThat(got).hasSize(1);
        return got.get(0).orElseThrow(() -> new AssertionError("no report of " + id));
    }

    SimulatedServer node(long id) {
        return nodes.computeIfAbsent(id, made -> new SimulatedServer(made, timer, random));
    }

    void happened(NodeRow node, String event, String detail) {
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
    private void check(SimulatedSpawn spawn) {
        if (!spawn.isPaused()) {
            checkAt(spawn.replicator());
        }
        timer.after(Duration.ofMillis(500), () -> check(spawn));
    }

    private void checkAt(Replicator replicator) {
        for (NodeGauge gauge : replicator.group().gauges()) {
            long id = gauge.row().id();
            boolean up = node(id).mood != SimulatedServer.Mood.REFUSES_CONNECTIONS;
            replicator.group().checked(id, up, "refused");
            BrokenPromise.unless(
                    settings.resyncWhenFull() || gauge.pending() - again(gauge) <= settings.maxWrites(),
                    "node %d: %d writes wait, %d of them again",
                    gauge.row().id(),
                    gauge.pending(),
                    again(gauge));
        }
        BrokenPromise.unless(replicator.waiting() <= settings.maxWaiting(), "%d clients wait", replicator.waiting());
    }

    /**
     * The writes that the node was through with when the process was killed, and that wait again because that was not
     * recorded. They come on top of the bound, and the contract allows it. A write is refused if the queue is full when it
     * comes: so of the writes after r, the place to which the queue had come when the process was killed, there are never
     * more than the bound. And after a kill a node may get its last 256 writes again: so the queue may begin at p, down to
     * r - 256, and those after p wait: the ones after r, within the bound, and r - p again. Only these are left out here, and
     * {@link DeliveryOracle#sent} sees that they are no more than 256.
     */
    private long again(NodeGauge gauge) {
        return Math.max(0, reached.getOrDefault(gauge.row().id(), 0L) - gauge.position());
    }

    private void tidy(SimulatedSpawn spawn) {
        if (!spawn.isPaused()) {
            spawn.replicator().group().tidy();
        }
        timer.after(Duration.ofSeconds(1), () -> tidy(spawn));
    }
}
