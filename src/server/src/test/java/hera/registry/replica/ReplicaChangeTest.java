package hera.registry.replica;

import static hera.registry.replica.VirtualNode.LIFE;
import static hera.registry.replica.VirtualNode.SERVICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import hera.foundation.names.InstanceId;
import hera.foundation.names.NodeName;
import hera.foundation.names.ServiceName;
import hera.foundation.time.Moment;
import hera.harness.Pages;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Readers and listeners learn of a change when, and only when, there is one. */
class ReplicaChangeTest {
    private final VirtualNode.Time time = new VirtualNode.Time();
    private final VirtualNode a = new VirtualNode("a", time);
    private final VirtualNode b = new VirtualNode("b", time);

    @Test
    void heartbeatWithoutChangeIsNewsForPeersOnly() {
        a.put("1", "{}");
        long version = a.version();
        a.changesTold.clear();
        a.deltasTold = 0;
        time.pass(1000);
        a.put("1", "{}");

        assertThat(a.version()).isEqualTo(version);
        assertThat(a.changesTold).isEmpty();
        assertThat(a.deltasTold).isEqualTo(1);
    }

    @Test
    void eachChangeOfContentIsToldOnceAndHasAVersionOfItsOwn() {
        List<Long> versions = new ArrayList<>();
        versions.add(a.version());
        a.put("1", "{}");
        versions.add(a.version());
        a.put("1", "{1}");
        versions.add(a.version());
        a.delete("1");
        versions.add(a.version());
        a.put("1", "{}");
        versions.add(a.version());
        time.pass(LIFE);
        versions.add(a.version());

        assertThat(versions).doesNotHaveDuplicates().startsWith(0L);
        assertThat(a.changesTold).containsExactly(SERVICE, SERVICE, SERVICE, SERVICE);
        time.pass(256);
        a.replica.expire(a.now());
        assertThat(a.changesTold).hasSize(5);
    }

    @Test
    void mergeTellsOfChangesAndStaleDeltasTellNothing() {
        a.put("1", "{}");
        Digest question = b.question();
        Deltas answer = a.answer(question, Deltas.Detail.EVERYTHING, 1000);
        b.take(answer);
        assertThat(b.changesTold).containsExactly(SERVICE);
        assertThat(b.deltasTold).isEqualTo(1);

        b.take(answer);
        assertThat(b.changesTold).hasSize(1);
        assertThat(b.deltasTold).isEqualTo(1);
    }

    @Test
    void listenersAreToldOutsideTheLock() throws Exception {
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            List<Integer> seen = new ArrayList<>();
            a.replica.addListener(new ReplicaListener() {
                @Override
                public void onChange(ServiceName service) {
                    seen.add(elsewhere(other, () -> a.replica.stats().live()));
                }

                @Override
                public void onDeltas(@Nullable NodeName origin, long dueAtMillis) {
                    seen.add(elsewhere(other, () -> a.replica.stats().live()));
                }
            });
            a.put("1", "{}");
            a.delete("1");
            assertThat(seen).containsExactly(1, 1, 0, 0);
        } finally {
            other.shutdownNow();
        }
    }

    private static int elsewhere(ExecutorService other, Callable<Integer> question) {
        try {
            Future<Integer> answer = other.submit(question);
            return answer.get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void putThatMakesRoomTellsOfWhatItSwept() throws Exception {
        VirtualNode small = new VirtualNode("small", time, new ReplicaBounds(LIFE, 2, 10));
        ServiceName other = new ServiceName("other");
        small.put("short", "{}", 1000);
        put(small, other, "x");
        small.changesTold.clear();

        assertThatExceptionOfType(ReplicaFullException.class).isThrownBy(() -> put(small, other, "y"));
        assertThat(small.changesTold).isEmpty();
        time.pass(1000 + 256);
        put(small, other, "y");
        assertThat(small.changesTold).containsExactlyInAnyOrder(SERVICE, other);
    }

    private static void put(VirtualNode node, ServiceName service, String id) throws ReplicaFullException {
        node.replica.put(service, new InstanceId(id), VirtualNode.instance("{}"), Delta.NO_TTL, node.now());
    }

    /** An expiry that a reader met first was told to nobody, so a held request slept through it. */
    @Test
    void expiryThatAReaderMetFirstIsToldByTheSweep() {
        a.put("1", "{}");
        a.changesTold.clear();
        time.pass(LIFE);
        assertThat(a.ids()).isEmpty();
        time.pass(256);
        a.replica.expire(a.now());

        assertThat(a.changesTold).containsExactly(SERVICE);
    }

    /** The version stayed, and a reader's tag held, when a tombstone replaced what had expired unnoticed. */
    @Test
    void deletionOfWhatHasJustExpiredChangesTheVersion() {
        a.put("1", "{}");
        b.follow(a);
        long version = b.version();
        time.pass(LIFE - 1);
        a.delete("1");
        time.pass(1);
        b.follow(a);

        assertThat(b.ids()).isEmpty();
        assertThat(b.version()).isNotEqualTo(version);
    }

    /** It was taken for alive until somebody looked: a change of version and an expiry of what nobody ever saw. */
    @Test
    void instanceThatArrivesDeadChangesNothing() {
        Delta dead = new Delta.Put(SERVICE, new InstanceId("1"), VirtualNode.instance("{}"), 5, 5, LIFE, 0);
        a.put("2", "{}");
        long version = a.version();
        a.changesTold.clear();
        a.replica.merge(b.name, Pages.part(List.of(dead), 0, 5), a.now());

        assertThat(a.ids()).containsExactly("2");
        assertThat(a.version()).isEqualTo(version);
        time.pass(1000);
        assertThat(a.replica.expire(a.now())).isZero();
        assertThat(a.changesTold).isEmpty();
        assertThat(a.replica.stats().live()).isEqualTo(1);
    }

    /** What expired and came back is new content, whether or not a sweep passed in between. */
    @Test
    void returnAfterExpiryIsAChangeWhateverTheSweep() {
        for (boolean swept : new boolean[] {false, true}) {
            long before = a.put("1", "{}");
            long version = a.version();
            time.pass(LIFE + 256);
            if (swept) {
                a.replica.expire(a.now());
            }
            long back = a.put("1", "{}");

            assertThat(a.view("1").since())
                    .as("swept %s", swept)
                    .isEqualTo(back)
                    .isGreaterThan(before);
            assertThat(a.version()).isNotEqualTo(version);
            time.pass(LIFE);
        }
    }

    /** The look that expires instances first raised the mark under which others trust the old version. */
    @Test
    void versionIsTheSameForAllThatAskAtOneMoment() throws Exception {
        int readers = 3;
        ExecutorService pool = Executors.newFixedThreadPool(readers);
        try {
            for (int round = 0; round < 40; round++) {
                for (int i = 0; i < 3000; i++) {
                    a.replica.put(SERVICE, new InstanceId("i" + i), VirtualNode.instance("{}"), 1000 + i, a.now());
                }
                time.pass(1000 + 2999);
                Moment now = a.now();
                CyclicBarrier start = new CyclicBarrier(readers);
                List<Future<Long>> versions = new ArrayList<>();
                for (int reader = 0; reader < readers; reader++) {
                    versions.add(pool.submit(() -> {
                        start.await();
                        return a.replica.version(SERVICE, now);
                    }));
                }
                long truth = versions.get(0).get();
                for (Future<Long> version : versions) {
                    assertThat(version.get()).as("round %d", round).isEqualTo(truth);
                }
                assertThat(a.replica.service(SERVICE, now).version()).isEqualTo(truth);
            }
        } finally {
            pool.shutdownNow();
        }
    }
}
