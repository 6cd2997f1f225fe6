package hera.registry.replica;

import static hera.registry.replica.VirtualNode.EPOCH;
import static hera.registry.replica.VirtualNode.LIFE;
import static hera.registry.replica.VirtualNode.SERVICE;
import static org.assertj.core.api.Assertions.assertThat;

import hera.foundation.names.InstanceId;
import hera.foundation.names.NodeName;
import hera.foundation.time.Moment;
import hera.harness.Digests;
import hera.harness.Pages;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Writers and pullers at once lose nothing. */
@Timeout(20)
class ReplicaConcurrencyTest {
    private static final int WRITERS = 3;
    private static final int PULLERS = 3;
    private static final int WRITES = 6000;
    private static final int IDS = 40;
    private static final NodeName ORIGIN = new NodeName("a");

    private final AtomicLong clock = new AtomicLong();
    private final Replica source = replica(ORIGIN.value());
    private final AtomicInteger writing = new AtomicInteger(WRITERS);

    /** The acknowledged timestamp of each id, absent while its one writer is at it. */
    private final Map<String, Long> acknowledged = new ConcurrentSkipListMap<>();

    /**
     * CASSANDRA-6125: a stamp was drawn before its write could be seen, so that a peer saw X+1, recorded it and never
     * asked for X.
     */
    @Test
    void cassandra6125NoPullSeesAWriteWithoutEarlierOnes() throws Exception {
        List<Replica> followers = new ArrayList<>();
        List<Future<?>> running = new ArrayList<>();
        ExecutorService pool = Executors.newFixedThreadPool(WRITERS + PULLERS + 1);
        try {
            for (int writer = 0; writer < WRITERS; writer++) {
                int number = writer;
                running.add(pool.submit(() -> {
                    try {
                        write(number);
                    } finally {
                        writing.decrementAndGet();
                    }
                }));
            }
            for (int puller = 0; puller < PULLERS; puller++) {
                Replica follower = replica("puller" + puller);
                followers.add(follower);
                int number = puller;
                running.add(pool.submit(() -> follow(follower, number)));
            }
            running.add(pool.submit(this::readAndSweep));
            for (Future<?> one : running) {
                one.get();
            }
        } finally {
            pool.shutdownNow();
        }
        ReplicaInvariants.check(source);
        for (Replica follower : followers) {
            assertThat(Digests.timestamps(follower.digest()))
                    .containsEntry(ORIGIN, Digests.timestamps(source.digest()).get(ORIGIN));
            assertThat(view(follower)).isEqualTo(view(source)).isNotEmpty();
            assertThat(follower.stats().entries()).containsEntry(ORIGIN, WRITERS * IDS);
            ReplicaInvariants.check(follower);
        }
    }

    private void write(int writer) {
        SplittableRandom random = new SplittableRandom(writer);
        Map<String, Long> last = new HashMap<>();
        long newest = 0;
        for (int i = 0; i < WRITES; i++) {
            String name = writer + "-" + (i < IDS ? i : random.nextInt(IDS));
            InstanceId id = new InstanceId(name);
            acknowledged.remove(name);
            long timestamp;
            if (i >= IDS && i < WRITES - 100 && random.nextInt(4) == 0) {
                timestamp = source.delete(SERVICE, id, now()).orElse(0);
            } else {
                timestamp = put(id, "{" + random.nextInt(3) + "}");
            }
            if (timestamp != 0) {
                assertThat(timestamp).isGreaterThanOrEqualTo(newest).isGreaterThan(last.getOrDefault(name, 0L));
                newest = timestamp;
                last.put(name, timestamp);
            }
            acknowledged.put(name, last.get(name));
        }
        assertThat(last).hasSize(IDS);
    }

    private long put(InstanceId id, String body) {
        try {
            return source.put(SERVICE, id, VirtualNode.instance(body), Delta.NO_TTL, now());
        } catch (ReplicaFullException e) {
            throw new AssertionError(e);
        }
    }

    /** Follows by cursor, in small pages, until nothing is written and nothing is left. */
    private void follow(Replica follower, int number) {
        SplittableRandom random = new SplittableRandom(number);
        Map<String, Long> received = new HashMap<>();
        Deltas.Detail detail = Deltas.Detail.EVERYTHING;
        while (true) {
            boolean over = writing.get() == 0;
            Map<String, Long> before = new HashMap<>(acknowledged);
            long after = Digests.timestamps(follower.digest()).getOrDefault(ORIGIN, 0L);
            Deltas page = source.deltas(Digests.at(Map.of(ORIGIN, after)), detail, 1 + random.nextInt(4000), now());
            List<Delta> deltas = Pages.byOrigin(page).getOrDefault(ORIGIN, List.of());
            if (deltas.isEmpty() && over) {
                return;
            }
            MergeReport report = follower.merge(ORIGIN, Pages.part(deltas, after, after), now());
            long cursor = Digests.timestamps(follower.digest()).getOrDefault(ORIGIN, 0L);
            long previous = after;
            for (Delta delta : deltas) {
                assertThat(delta.timestamp()).isGreaterThan(after).isGreaterThanOrEqualTo(previous);
                previous = delta.timestamp();
                if (previous <= cursor) {
                    received.put(delta.id().toString(), previous);
                }
            }
            assertThat(cursor).isEqualTo(report.contentMissing() == 0 ? previous : Math.min(cursor, previous - 1));
            assertThat(report.contentMissing() == 0 || detail == Deltas.Detail.EVERYTHING)
                    .isTrue();
            for (Map.Entry<String, Long> write : before.entrySet()) {
                if (write.getValue() <= cursor && write.getValue().equals(acknowledged.get(write.getKey()))) {
                    assertThat(received.getOrDefault(write.getKey(), 0L))
                            .as("puller %d at %d lacks %s", number, cursor, write)
                            .isGreaterThanOrEqualTo(write.getValue());
                }
            }
            boolean whole = report.contentMissing() > 0 || page.more();
            detail = whole ? Deltas.Detail.EVERYTHING_WHOLE : Deltas.Detail.EVERYTHING;
        }
    }

    private void readAndSweep() {
        Set<Long> versions = new HashSet<>();
        while (writing.get() > 0) {
            versions.add(source.version(SERVICE, now()));
            assertThat(source.service(SERVICE, now()).instances()).hasSizeLessThanOrEqualTo(WRITERS * IDS);
            source.expire(now());
        }
        assertThat(versions).isNotEmpty();
    }

    private Map<String, String> view(Replica replica) {
        Map<String, String> bodies = new HashMap<>();
        replica.service(SERVICE, now())
                .instances()
                .forEach(view -> bodies.put(view.id() + "@" + view.timestamp(), view.instance() + "@" + view.since()));
        return bodies;
    }

    /** Stands still most of the time, so that many writes share a millisecond. */
    private Moment now() {
        long millis = clock.incrementAndGet() / 1000;
        return new Moment(EPOCH + millis, millis);
    }

    private static Replica replica(String name) {
        return new Replica(new NodeName(name), new ReplicaBounds(LIFE, 1000, 10), 7);
    }
}
