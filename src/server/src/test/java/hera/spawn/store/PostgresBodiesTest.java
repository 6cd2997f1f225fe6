package hera.spawn.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.harness.PostgresServer;
import hera.spawn.log.AppendResult;
import hera.spawn.log.IdempotencyKey;
import hera.spawn.log.WriteBody;
import hera.spawn.log.WriteDraft;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.sql.Connection;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Large bodies in a real PostgreSQL, and what is left of them; skipped where none is installed. */
@Timeout(120)
class PostgresBodiesTest extends SqlLogFixture {
    private static final Duration LEASE = Duration.ofSeconds(8);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String DATABASE = "spawn";

    private PostgresServer server;
    private String url;
    private final AtomicInteger ids = new AtomicInteger();

    @BeforeEach
    void makeDatabase() throws Exception {
        server = PostgresServer.get();
        url = server.emptyDatabase(DATABASE);
    }

    @Test
    void filesOfWritesThatAnotherSpawnTrimmedGoWhileBothRun() throws Exception {
        try (SqlLog one = open("one");
                SqlLog two = open("two");
                SqlLog three = open("three")) {
            append(one, large(one, "trimmed"));
            append(one, large(one, "kept"));
            arrives(one, "arriving");
            assertThat(read(two)).hasSize(2);
            this.<Long>get(done -> three.trim(1, Long.MAX_VALUE, 0, done));
            for (SqlLog log : List.of(one, two)) {
                this.<Long>get(done -> log.trim(0, 0, Long.MAX_VALUE, done));
                await("its file").atMost(PATIENCE).until(() -> !log.bodies().has("trimmed"));
                assertThat(log.bodies().has("kept")).isTrue();
            }
            assertThat(one.bodies().has("arriving")).isTrue();
        }
    }

    @Test
    void filesOfAFormerStartGoWhenAnotherSpawnTrims() throws Exception {
        try (SqlLog one = open("one")) {
            append(one, large(one, "before"));
        }
        try (SqlLog one = open("one");
                SqlLog two = open("two")) {
            assertThat(one.bodies().has("before")).isTrue();
            this.<Long>get(done -> two.trim(1, Long.MAX_VALUE, 0, done));
            this.<Long>get(done -> one.trim(0, 0, Long.MAX_VALUE, done));
            await("its file").atMost(PATIENCE).until(() -> !one.bodies().has("before"));
        }
    }

    @Test
    void largeBodyIsBroughtToTheSpawnThatNeedsIt() throws Exception {
        byte[] bytes;
        try (SqlLog log = open("one")) {
            append(log, large(log, "large"));
            bytes = log.bodies().start("large", 1_000_000);
            assertThat(bytes).hasSize(600_000);
        }
        try (SqlLog log = open("two")) {
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
    void piecesOfABodyWhoseWriteIsNotStoredGoWhileTheLogIsOpen() throws Exception {
        try (SqlLog one = open("one");
                SqlLog two = open("two")) {
            append(one, draft("first", "", new IdempotencyKey("k", "f")));
            WriteDraft large = large(two, "again");
            WriteDraft again = new WriteDraft(large.id(), large.head(), large.body(), 1, new IdempotencyKey("k", "f"));
            AppendResult taken = get(done -> two.append(again, done));
            assertThat(taken).isInstanceOf(AppendResult.KeyTaken.class);
            await("its pieces").atMost(PATIENCE).until(() -> {
                this.<Long>get(done -> two.trim(0, 0, Long.MAX_VALUE, done));
                try (Connection db = server.connect(DATABASE)) {
                    return Queries.longNumber(db, "SELECT count(*) FROM hera_spawn.pieces") == 0;
                }
            });
        }
    }

    private static byte[] arrives(SqlLog log, String name) throws IOException {
        byte[] bytes = new byte[600_000];
        Arrays.fill(bytes, (byte) 'x');
        try (FileChannel file = log.bodies().create(name)) {
            file.write(ByteBuffer.wrap(bytes));
            log.bodies().sync(file);
        }
        return bytes;
    }

    private WriteDraft large(SqlLog log, String name) throws IOException {
        byte[] bytes = arrives(log, name);
        return new WriteDraft(name, head(), new WriteBody.Spooled(name, bytes.length), 1, null);
    }

    private SqlLog open(String writer) throws IOException {
        PostgresSettings settings = settings(writer);
        PostgresStore store = PostgresStore.open(settings);
        return SqlLog.open(store, settings.url().place(), word(), Runnable::run, System::nanoTime, () -> {});
    }

    private String word() {
        return "group-" + ids.incrementAndGet();
    }

    private PostgresSettings settings(String writer) {
        return new PostgresSettings(PostgresUrl.parse(url), null, folder.resolve(writer + ".d"), writer, LEASE);
    }
}
