package hera.spawn.store;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import hera.harness.PostgresServer;
import hera.spawn.log.AppendResult;
import hera.spawn.log.IdempotencyKey;
import hera.spawn.log.LoggedWrite;
import hera.spawn.log.NodeOutcome;
import hera.spawn.log.NodeRow;
import hera.spawn.log.OutcomeBatch;
import hera.spawn.log.QueueClaim;
import hera.spawn.log.SharedQuestion;
import hera.spawn.log.SharedQueue;
import hera.spawn.log.SharedView;
import hera.spawn.log.StoredAnswer;
import hera.spawn.log.WriteRecord;
import hera.spawn.log.WriteState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
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
    private final AtomicInteger ids = new AtomicInteger();
    private final Semaphore heard = new Semaphore(0);

    @BeforeEach
    void makeDatabase() throws Exception {
        server = PostgresServer.get();
        url = server.emptyDatabase(DATABASE);
    }

    @Override
    SqlLog open() throws IOException {
        return open("one");
    }

    @Test
    void twoWritersMakeOneOrderThatNoReaderSkips() throws Exception {
        int each = 600;
        try (SqlLog one = open("one");
                SqlLog two = open("two")) {
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
        try (SqlLog log = open("one");
                SqlLog stalled = open("two");
                PostgresStore store = PostgresStore.open(settings("three"));
                Connection db = store.connect();
                Statement statement = db.createStatement()) {
            append(stalled, draft("before", "", null));
            db.setAutoCommit(false);
            statement.execute("SELECT append('two', epoch, ARRAY['stalled'], ARRAY[1::bigint], ARRAY[16::bigint],"
                    + " ARRAY['x'::bytea], ARRAY[''::bytea], ARRAY[-1::bigint], ARRAY[''], ARRAY[''], ARRAY[''])"
                    + " FROM writers WHERE name = 'two'");
            await("the lock")
                    .atMost(PATIENCE)
                    .until(() -> this.<AppendResult>get(
                                    done -> log.append(draft("next-" + ids.incrementAndGet(), "", null), done))
                            instanceof AppendResult.Stored);
            List<LoggedWrite> writes = read(log);
            assertThat(writes).extracting(LoggedWrite::sequence).containsExactly(1L, 2L);
            assertThat(writes).extracting(write -> write.draft().id()).doesNotContain("stalled");
            assertThatThrownBy(db::commit).isInstanceOf(SQLException.class);
        }
    }

    @Test
    void restartedWriterRefusesWhatItsFormerSelfStillSends() throws Exception {
        try (PostgresStore store = PostgresStore.open(settings("one"))) {
            store.create("group");
            try (LogTables before = store.tables();
                    LogTables after = store.tables()) {
                Transaction late = Transaction.of(List.of(new AppendChange(draft("late", "", null), done -> {})), "m");
                assertThatThrownBy(() -> before.commit(late)).hasMessageContaining("another Spawn of this name");
                assertThat(after.took(late)).isFalse();
                after.commit(late);
                assertThat(after.took(late)).isTrue();
            }
        }
    }

    @Test
    void twoThatStartAtTheSameMomentMakeOneLog() {
        List<CompletableFuture<String>> opening = IntStream.range(0, 4)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> {
                    try (SqlLog log = open("starter-" + i)) {
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
            try (SqlLog log = open("one")) {
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
                        .until(() -> this.<AppendResult>get(
                                        done -> log.append(draft("after-" + ids.incrementAndGet(), "", null), done))
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

    @Test
    void queueIsMovedOnlyUnderTheTermThatOwnsIt() throws Exception {
        try (SqlLog log = open("zero");
                PostgresLog former = share("one");
                SqlLog formerBase = former.base();
                PostgresLog owner = share("two");
                SqlLog ownerBase = owner.base()) {
            NodeRow node = save(log, row());
            append(log, draft("first", "", null));
            append(log, draft("second", "", null));
            assertThat(this.<Boolean>get(done -> former.claim(node.id(), 4, done)))
                    .isTrue();
            assertThat(record(formerBase, new QueueClaim(node.id(), 4, 0), 1)).isTrue();
            assertThat(this.<Boolean>get(done -> owner.claim(node.id(), 5, done)))
                    .isTrue();
            assertThat(record(formerBase, new QueueClaim(node.id(), 4, 0), 2)).isFalse();
            assertThat(this.<Boolean>get(done -> former.claim(node.id(), 4, done)))
                    .isFalse();
            assertThat(seen(former)).satisfies(seen -> {
                assertThat(seen.row().position()).isEqualTo(1);
                assertThat(seen.claim()).isEqualTo(new QueueClaim(node.id(), 5, 0));
                assertThat(seen.owner()).isEqualTo("two");
            });
            assertThat(record(ownerBase, new QueueClaim(node.id(), 5, 0), 2)).isTrue();
            this.<Optional<List<NodeRow>>>get(
                    done -> log.save(List.of(node.at(1, 1)), Set.of(node.id()), List.of(), done));
            assertThat(record(ownerBase, new QueueClaim(node.id(), 5, 0), 2))
                    .as("moved by an operator")
                    .isFalse();
            assertThat(record(ownerBase, new QueueClaim(node.id(), 5, 1), 2)).isTrue();
        }
    }

    @Test
    void outcomesAndRepliesAreSeenByTheSpawnWhoseClientWaits() throws Exception {
        try (PostgresLog taker = share("one");
                SqlLog takerBase = taker.base();
                PostgresLog owner = share("two");
                SqlLog ownerBase = owner.base()) {
            NodeRow node = save(takerBase, row());
            append(takerBase, draft("here", "", null).waitingAt("one"));
            append(takerBase, draft("bad", "", null).waitingAt("two"));
            assertThat(this.<Boolean>get(done -> owner.claim(node.id(), 1, done)))
                    .isTrue();
            heard.drainPermits();
            StoredAnswer answer = new StoredAnswer(204, "", "A: b\r\n".getBytes(US_ASCII), new byte[0]);
            OutcomeBatch batch = new OutcomeBatch(
                    List.of(outcome(1, WriteState.DELIVERED, 204), outcome(2, WriteState.REFUSED, 409)),
                    Map.of(),
                    Map.of(1L, answer, 2L, answer));
            assertThat(this.<Boolean>get(done -> ownerBase.record(new QueueClaim(node.id(), 1, 0), 2, batch, done)))
                    .isTrue();
            assertThat(heard.tryAcquire(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            SharedQuestion question = new SharedQuestion(Map.of(node.id(), 0L), Set.of(1L));
            Optional<SharedView> view = get(done -> taker.look(question, done));
            assertThat(view).hasValueSatisfying(seen -> {
                assertThat(seen.last()).isEqualTo(2);
                assertThat(seen.outcomes().get(node.id()))
                        .extracting(NodeOutcome::sequence)
                        .containsExactly(1L, 2L);
                assertThat(seen.replies()).containsOnlyKeys(node.id());
                assertThat(seen.replies().values()).singleElement().satisfies(replies -> {
                    assertThat(replies).containsOnlyKeys(1L);
                    assertThat(replies.values())
                            .extracting(StoredAnswer::status)
                            .containsExactly(204);
                });
            });
        }
    }

    @Test
    void keyThatTwoSpawnsBringIsStoredOnce() throws Exception {
        try (SqlLog one = open("one");
                SqlLog two = open("two")) {
            append(one, draft("first", "", new IdempotencyKey("k", "f")));
            AppendResult again = get(done -> two.append(draft("again", "", new IdempotencyKey("k", "f")), done));
            assertThat(again).isInstanceOf(AppendResult.KeyTaken.class);
            assertThat(append(two, draft("next", "", null)).sequence()).isEqualTo(2);
            assertThat(read(one)).extracting(write -> write.draft().id()).containsExactly("first", "next");
        }
    }

    @Test
    void tablesOfTheVersionBeforeAreBroughtUpToDateWhileItRuns() throws Exception {
        try (SqlLog running = open("running")) {
            append(running, draft("before", "", new IdempotencyKey("k", "print")));
            asTheVersionBefore();
            try (SqlLog log = open("newer")) {
                assertThat(found(log, "k").fingerprint()).isEqualTo("print");
                assertThat(record(log, "before").members()).isNull();
                NodeRow node = save(log, row());
                append(running, draft("beside", "", null));
                assertThat(record(log, "beside").members()).containsExactly(node.id());
            }
        }
    }

    private void asTheVersionBefore() throws SQLException {
        try (Connection db = server.connect(DATABASE);
                Statement statement = db.createStatement()) {
            statement.execute("SET search_path = hera_spawn");
            statement.execute("ALTER TABLE writes DROP COLUMN members");
            statement.execute("DROP FUNCTION append");
            statement.execute(
                    "CREATE FUNCTION append(text, bigint, text[], bigint[], bigint[], bytea[], bytea[], bigint[],"
                            + " text[], text[], text[]) RETURNS TABLE(its_place BIGINT, its_sequence BIGINT, its_total"
                            + " BIGINT) LANGUAGE sql AS 'SELECT 0::bigint, 0::bigint, 0::bigint'");
            statement.execute("UPDATE meta SET value = '2' WHERE name = 'version'");
        }
    }

    private boolean record(SqlLog by, QueueClaim claim, long position) {
        List<NodeOutcome> outcomes = List.of(outcome(position, WriteState.DELIVERED, 200));
        return this.<Boolean>get(
                done -> by.record(claim, position, new OutcomeBatch(outcomes, Map.of(), Map.of()), done));
    }

    private SharedQueue seen(PostgresLog by) {
        Optional<SharedView> view = get(done -> by.look(new SharedQuestion(Map.of(), Set.of()), done));
        return view.orElseThrow().nodes().get(0);
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

    private SqlLog open(String writer) throws IOException {
        PostgresSettings settings = settings(writer);
        PostgresStore store = PostgresStore.open(settings);
        return SqlLog.open(store, settings.url().place(), word(), Runnable::run, System::nanoTime, () -> {});
    }

    private PostgresLog share(String writer) throws IOException {
        return PostgresLog.open(settings(writer), word(), Runnable::run, System::nanoTime, () -> heard.release());
    }

    private String word() {
        return "group-" + ids.incrementAndGet();
    }

    private PostgresSettings settings(String writer) {
        return new PostgresSettings(PostgresUrl.parse(url), null, folder.resolve(writer + ".d"), writer, LEASE);
    }
}
