package hera.failover;

import static hera.failover.StoreContract.A;
import static hera.failover.StoreContract.LIMIT;
import static hera.failover.StoreContract.candidate;
import static hera.failover.harness.Members.await;
import static hera.failover.harness.Members.rule;
import static org.assertj.core.api.Assertions.assertThat;

import hera.failover.harness.Members;
import hera.failover.harness.PgBouncer;
import hera.failover.harness.PostgresServer;
import hera.failover.store.Bell;
import hera.failover.store.Holding;
import hera.failover.store.Store;
import hera.failover.store.Take;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** PostgreSQL behind a pooler, whose connections hear of nothing: the look does it. */
@Timeout(120)
class PoolerTest {
    private static final String DATABASE = "pooled";

    @TempDir
    private Path folder;

    private PostgresServer server;
    private PgBouncer pooler;

    @BeforeEach
    void start() throws Exception {
        server = PostgresServer.get();
        server.emptyTables(DATABASE);
        pooler = PgBouncer.before(server, folder);
    }

    @AfterEach
    void stop() {
        if (pooler != null) {
            pooler.close();
        }
    }

    private Failover open(String member) {
        return Failover.builder()
                .store(pooler.url(DATABASE))
                .member(member)
                .intervals(Members.BRISK)
                .open();
    }

    @Test
    void bellStaysSilentAndStepsGoOn() throws Exception {
        AtomicInteger direct = new AtomicInteger();
        AtomicInteger pooled = new AtomicInteger();
        try (Store near = StoreUrls.open(server.url(DATABASE), true);
                Store far = StoreUrls.open(pooler.url(DATABASE), true);
                Bell nearBell = near.listen(direct::incrementAndGet);
                Bell farBell = far.listen(pooled::incrementAndGet)) {
            await().until(nearBell::rings);
            far.join(candidate(A), LIMIT);
            far.take(candidate(A), List.of(new Take("n", 0, null, true)), LIMIT);
            // More often than a driver uses a statement before it prepares it at the server.
            for (int beat = 0; beat < 30; beat++) {
                assertThat(far.beat(A, OptionalInt.empty(), LIMIT)).isTrue();
            }
            int before = direct.get();
            assertThat(far.release(A, List.of(new Holding("n", 1)), OptionalInt.empty(), LIMIT))
                    .containsExactly("n");
            await().until(() -> direct.get() > before);
            assertThat(farBell.rings()).isFalse();
            assertThat(pooled.get()).isZero();
        }
    }

    @Test
    void nextMemberRulesAndTasksAreWorkedOff() throws Exception {
        List<String> done = new CopyOnWriteArrayList<>();
        try (Failover first = open("first");
                Failover second = open("second")) {
            Unmanaged one = rule(first.unmanaged("n"));
            Unmanaged two = second.unmanaged("n");
            two.run();
            await().until(() -> two.state() == State.SLAVE);
            one.close();
            await().until(two::isMaster);
            Managed<String> queue = rule(second.durable(
                    "q", task -> task, Codec.text(), Worker.<String>blocking((task, term) -> done.add(task))));
            for (int task = 0; task < 20; task++) {
                queue.submitWork("t" + task);
            }
            await().until(() -> done.size() == 20);
        }
    }
}
