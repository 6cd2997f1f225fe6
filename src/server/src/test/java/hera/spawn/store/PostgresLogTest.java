package hera.spawn.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import hera.harness.PostgresServer;
import hera.spawn.log.AppendResult;
import hera.spawn.log.LoggedWrite;
import hera.spawn.log.NodeOutcome;
import hera.spawn.log.NodeRow;
import hera.spawn.log.WriteBody;
import hera.spawn.log.WriteDraft;
import hera.spawn.log.WriteRecord;
import hera.spawn.log.WriteState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The log in a real PostgreSQL; skipped where none is installed. */
@Timeout(120)
class PostgresLogTest extends SqlLogContract {
    private static final Duration LEASE = Duration.ofSeconds(8);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String DATABASE = "spawn";

    private PostgresServer server;
    private String url;
    private int ids;

    @BeforeEach
    void makeDatabase() throws Exception {
        server = PostgresServer.get();
        url = server.emptyDatabase(DATABASE);
    }

    @Override
    SqlLog open() throws IOException {
        return open("one", true);
    }

    @Test
    void twoWritersMakeOneOrderThatNoReaderSkips() throws Exception {
        int each = 600;
        try (SqlLog one = open("one", false);
                SqlLog two = open("two", false)) {
            List<CompletableFuture<Void>> writing = IntStream.range(0, 4)
                    .mapToObj(client -> CompletableFuture.runAsync(() -> {
                        for (int i = 0; i < each; i++) {
                            append(client % 2 == 0 ? one : two, draft("w%d-%d".formatted(client, i), "", null));
                        }
                    }))
                    .toList();
            List<Long> read = new ArrayList<>();
            while (read.size() < 4 * each) {
                long after = read.isEmpty() ? 0 : read.get(read.size() - 1);
                Optional<List<LoggedWrite>> next = get(done -> one.read(after, 100, done));
                next.orElseThrow().forEach(write -> read.add(write.sequence()));
                writing.stream()
                        .filter(CompletableFuture::isCompletedExceptionally)
                        .forEach(CompletableFuture::join);
            }
            assertThat(read)
                    .isEqualTo(LongStream.rangeClosed(1, 4L * each).boxed().toList());
        }
    }

    @Test
    void writerThatStopsWithinATransactionIsThrownOut() throws Exception {
        try (SqlLog log = open("one", false);
                SqlLog stalled = open("two", false);
                PostgresStore store = PostgresStore.open(settings("three", false));
                Connection db = store.connect();
                Statement statement = db.createStatement()) {
            append(stalled, draft("before", "", null));
            db.setAutoCommit(false);
            statement.execute("SELECT append('two', epoch, ARRAY['stalled'], ARRAY[1::bigint], ARRAY[16::bigint],"
                    + " ARRAY['x'::bytea], ARRAY[''::bytea], ARRAY[-1::bigint], ARRAY[''], ARRAY[''])"
                    + " FROM writers WHERE name = 'two'");
            await("the lock")
                    .atMost(PATIENCE)
                    .until(() -> this.<AppendResult>get(done -> log.append(draft("next-" + ++ids, "", null), done))
                            instanceof AppendResult.Stored);
            List<LoggedWrite> writes = read(log);
            assertThat(writes).extracting(LoggedWrite::sequence).containsExactly(1L, 2L);
            assertThat(writes).extracting(write -> write.draft().id()).doesNotContain("stalled");
            assertThatThrownBy(db::commit).isInstanceOf(SQLException.class);
        }
    }

    @Test
    void formerOwnerWritesNothingAfterATakeOver() throws Exception {
        try (SqlLog former = open("one", true)) {
            NodeRow node = save(former, row());
            append(former, draft("before", "", null));
            try (SqlLog owner = open("two", true)) {
                AppendResult late = get(done -> former.append(draft("late", "", null), done));
                assertThat(late)
                        .isInstanceOfSatisfying(
                                AppendResult.NotStored.class,
                                not -> assertThat(not.reason()).contains("taken the store over"));
                List<NodeOutcome> outcomes = List.of(outcome(1, WriteState.DELIVERED, 200));
                assertThat(this.<Boolean>get(done -> former.record(node.id(), 1, outcomes, Map.of(), done)))
                        .isFalse();
                assertThat(owner.state().nodes()).extracting(NodeRow::position).containsExactly(0L);
                assertThat(append(owner, draft("after", "", null)).sequence()).isEqualTo(2);
            }
        }
    }

    @Test
    void restartedWriterRefusesWhatItsFormerSelfStillSends() throws Exception {
        try (PostgresStore store = PostgresStore.open(settings("one", false))) {
            store.create("group");
            try (LogTables before = store.tables();
                    LogTables after = store.tables()) {
                Transaction late = Transaction.of(List.of(new AppendChange(draft("late", "", null), done -> {})), "m");
                assertThatThrownBy(() -> before.commit(late)).hasMessageContaining("taken the store over");
                assertThat(after.took(late)).isFalse();
                after.commit(late);
                assertThat(after.took(late)).isTrue();
            }
        }
    }

    @Test
    void largeBodyIsBroughtToTheSpawnThatNeedsIt() throws Exception {
        byte[] bytes = new byte[600_000];
        Arrays.fill(bytes, (byte) 'x');
        try (SqlLog log = open("one", true)) {
            try (FileChannel file = log.bodies().create("large")) {
                file.write(ByteBuffer.wrap(bytes));
                log.bodies().sync(file);
            }
            append(log, new WriteDraft("large", head(), new WriteBody.Spooled("large", bytes.length), 1, null));
        }
        try (SqlLog log = open("two", true)) {
            assertThat(read(log)).hasSize(1);
            assertThat(log.bodies().start("large", bytes.length + 1)).isEqualTo(bytes);
            this.<Long>get(done -> log.trim(1, Long.MAX_VALUE, 0, done));
        }
        try (Connection db = server.connect(DATABASE)) {
            assertThat(Queries.longNumber(db, "SELECT count(*) FROM hera_spawn.pieces"))
                    .isZero();
        }
    }

    @Test
    void twoThatStartAtTheSameMomentMakeOneLog() {
        List<CompletableFuture<String>> opening = IntStream.range(0, 4)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> {
                    try (SqlLog log = open("starter-" + i, false)) {
                        append(log, draft("w" + i, "", null));
                        return log.state().group();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }))
                .toList();
        assertThat(opening.stream().map(CompletableFuture::join).distinct()).hasSize(1);
    }

    @Test
    void whatIsAnsweredIsTrueThoughTheServerCrashes() throws Exception {
        try (PostgresServer own = PostgresServer.another()) {
            url = own.emptyDatabase(DATABASE);
            try (SqlLog log = open("one", true)) {
                Map<String, AppendResult> results = new ConcurrentHashMap<>();
                AtomicBoolean refused = new AtomicBoolean();
                CompletableFuture<Void> crash = null;
                int sent = 0;
                while (!refused.get()) {
                    if (sent - results.size() < 200) {
                        String id = "w" + ++sent;
                        log.append(draft(id, "", null), result -> {
                            results.put(id, result);
                            refused.compareAndSet(false, result instanceof AppendResult.NotStored);
                        });
                    }
                    if (crash == null && results.size() > 500) {
                        crash = CompletableFuture.runAsync(() -> halt(own));
                    }
                }
                Objects.requireNonNull(crash).join();
                own.resume();
                await("the store")
                        .atMost(PATIENCE)
                        .until(() -> this.<AppendResult>get(done -> log.append(draft("after-" + ++ids, "", null), done))
                                instanceof AppendResult.Stored);
                int all = sent;
                await("results").atMost(PATIENCE).until(() -> results.size() == all);
                results.forEach((id, result) -> {
                    Optional<WriteRecord> found = this.<Optional<WriteRecord>>get(done -> log.find(id, done));
                    assertThat(result)
                            .as("%s, of which the log has %s", id, found)
                            .isNotInstanceOf(
                                    found.isPresent() ? AppendResult.NotStored.class : AppendResult.Stored.class);
                });
            }
        }
    }

    private static void halt(PostgresServer server) {
        try {
            server.halt();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void databaseThatIsNotThereIsNamed() {
        url = url.replaceFirst("/[^/]*$", "/nowhere");
        assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("nowhere");
    }

    private SqlLog open(String writer, boolean alone) throws IOException {
        ids++;
        return SqlLog.inDatabase(settings(writer, alone), "group-" + ids, Runnable::run, System::nanoTime);
    }

    private PostgresSettings settings(String writer, boolean alone) {
        return new PostgresSettings(PostgresUrl.parse(url), null, folder.resolve(writer + ".d"), writer, alone, LEASE);
    }
}
