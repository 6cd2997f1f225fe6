package hera.registry.simulation;

import hera.foundation.names.NodeName;
import hera.foundation.time.Moment;
import hera.harness.Digests;
import hera.harness.Pages;
import hera.registry.replica.Delta;
import hera.registry.replica.Deltas;
import hera.registry.replica.InstanceContent;
import hera.registry.replica.InstanceView;
import hera.registry.replica.Replica;
import hera.registry.replica.ReplicaBounds;
import hera.registry.replica.ReplicaFullException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/**
 * One replica fetches another's pages, and while it does so an instance that it holds gets a new body and is renewed: it
 * is behind the cut of the page that carries the cursor past the new body. The touch that comes next must not renew the
 * old one.
 */
final class BehindTheCut {
    private static final NodeName WRITER = new NodeName("writer");
    private static final int ROUNDS = 20;
    private static final int ONE_DELTA = 1;
    private static final InstanceContent BEFORE = body("before");
    private static final InstanceContent AFTER = body("after");

    private final SmallCluster cluster;
    private final Replica writer = replica(WRITER);
    private final Replica reader = replica(new NodeName("reader"));

    private BehindTheCut(SmallCluster cluster) {
        this.cluster = cluster;
    }

    /** Throws what went wrong. */
    static void run(SmallCluster cluster) {
        BehindTheCut run = new BehindTheCut(cluster);
        for (int round = 0; round < ROUNDS; round++) {
            run.round(Key.of(round), Key.of(ROUNDS + round));
        }
    }

    private void round(Key moving, Key other) {
        write(moving, BEFORE);
        fetch(Deltas.Detail.EVERYTHING);
        write(moving, AFTER);
        write(other, BEFORE);
        write(moving, AFTER);
        fetch(Deltas.Detail.EVERYTHING);
        fetch(Deltas.Detail.EVERYTHING);
        InstanceView amid = reader.get(moving.service(), moving.id(), now());
        InstanceView right = writer.get(moving.service(), moving.id(), now());
        Violation.when(
                amid != null
                        && right != null
                        && amid.timestamp() == right.timestamp()
                        && !amid.instance().equals(AFTER),
                "the reader renewed %s with a touch of %s",
                amid,
                right);
        fetch(Deltas.Detail.EVERYTHING_WHOLE);
        InstanceView end = reader.get(moving.service(), moving.id(), now());
        Violation.when(end == null || !end.instance().equals(AFTER), "the reader shows %s instead of %s", end, right);
    }

    private void write(Key key, InstanceContent instance) {
        cluster.time.runFor(Duration.ofMillis(1 + cluster.random.nextInt(20)));
        try {
            writer.put(key.service(), key.id(), instance, Delta.NO_TTL, now());
        } catch (ReplicaFullException e) {
            throw new AssertionError(e);
        }
    }

    private void fetch(Deltas.Detail detail) {
        long after = Digests.timestamps(reader.digest()).getOrDefault(WRITER, 0L);
        Pages.byOrigin(writer.deltas(Digests.at(Map.of(WRITER, after)), detail, ONE_DELTA, now()))
                .forEach((origin, deltas) -> reader.merge(
                        origin,
                        Pages.part(deltas, after, deltas.get(deltas.size() - 1).timestamp()),
                        now()));
    }

    private Moment now() {
        return cluster.nodes.get(0).clock.now();
    }

    private static Replica replica(NodeName name) {
        return new Replica(name, new ReplicaBounds(Duration.ofHours(1).toMillis(), 1_000, 10), 1);
    }

    private static InstanceContent body(String text) {
        return new InstanceContent("{\"body\":\"%s\"}".formatted(text).getBytes(StandardCharsets.UTF_8));
    }
}
