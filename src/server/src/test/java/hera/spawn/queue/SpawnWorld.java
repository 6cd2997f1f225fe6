package hera.spawn.queue;

import static org.assertj.core.api.Assertions.assertThat;

import hera.foundation.http.HostPort;
import hera.foundation.time.Backoff;
import hera.foundation.time.Moment;
import hera.foundation.time.Timer;
import hera.harness.ManualTimer;
import hera.spawn.log.IdempotencyKey;
import hera.spawn.log.NodeRow;
import hera.spawn.log.WriteBody;
import hera.spawn.log.WriteDraft;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
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
    final Random random;
    final QueueSettings settings;
    Replicator replicator;
    private SimulatedDisk.Log log;
    int life;
    private int ids;

    SpawnWorld(long seed, int count, QueueSettings settings) {
        this.random = new Random(seed);
        this.settings = settings;
        for (long id = 1; id <= count; id++) {
            disk.nodes.put(id, row(id, true).at(0, 0));
            nodes.put(id, new SimulatedServer(timer, random));
        }
        log = disk.new Log(timer, random);
        replicator = start();
        check();
    }

    /** A new node's row, or one of the first. */
    static NodeRow row(long id, boolean active) {
        int port = (int) (7000 + id);
        return new NodeRow(id, new HostPort("n", port), false, 0, active, false, false, NodeRow.NOW, NodeRow.NOW);
    }

    void crash() {
        log.crash();
        life++;
        clients.forEach(SimulatedWriter::connectionLost);
        log = disk.new Log(timer, random);
        replicator = start();
    }

    /** Sends a write; the id says how nodes answer it. */
    SimulatedWriter write(String kind, AnswerPolicy policy, @Nullable String key) {
        return send(kind, policy, key == null ? null : new IdempotencyKey(key, key));
    }

    SimulatedWriter send(String kind, AnswerPolicy policy, @Nullable IdempotencyKey key) {
        String id = kind + "-" + ids++;
        byte[] head = ("PUT /" + id + " HTTP/1.1\r\n").getBytes(java.nio.charset.StandardCharsets.US_ASCII);
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
        nodes.values().forEach(node -> node.mood = SimulatedServer.Mood.WELL);
        advance(400_000);
    }

    Moment now() {
        return new Moment(1_000_000 + timer.now().toMillis(), timer.now().toMillis());
    }

    WriteReport report(String id) {
        List<Optional<WriteReport>> got = new ArrayList<>();
        replicator.group().report(id, got::add);
        advance(100);
        assertThat(got).hasSize(1);
        return got.get(0).orElseThrow(() -> new AssertionError("no report of " + id));
    }

    private SimulatedServer node(long id) {
        SimulatedServer node = nodes.get(id);
        if (node == null) {
            throw new AssertionError("There is no node " + id);
        }
        return node;
    }

    private Replicator start() {
        int mine = life;
        Timer alive = (delay, task) -> timer.after(delay, () -> {
            if (life == mine) {
                task.run();
            }
        });
        Courier courier = (node, parcel, done) -> node(node.id()).take(mine, parcel, exchange -> {
            if (life == mine) {
                done.accept(exchange);
            }
        });
        QueueEnvironment environment = new QueueEnvironment(log, courier, alive, this::now, random, settings);
        return new Replicator(environment, disk.state(), disk.parked(), (node, event, detail) -> {});
    }

    /** Checks the nodes' health each half second. */
    private void check() {
        nodes.forEach((id, node) ->
                replicator.group().checked(id, node.mood != SimulatedServer.Mood.REFUSES_CONNECTIONS, "refused"));
        timer.after(Duration.ofMillis(500), this::check);
    }
}
