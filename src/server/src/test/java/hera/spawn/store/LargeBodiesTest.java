package hera.spawn.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.spawn.log.AppendResult;
import hera.spawn.log.WriteBody;
import hera.spawn.log.WriteDraft;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the files of writes of which nobody knows whether they are stored. */
class LargeBodiesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int BYTES = 100_000;

    @TempDir
    private Path folder;

    private final BlockingQueue<AppendResult> results = new LinkedBlockingQueue<>();
    private final AtomicLong nanos = new AtomicLong();
    private final FailingCommits commits = new FailingCommits();
    private FailingStore store;

    @BeforeEach
    void open() throws IOException {
        store = new FailingStore(SqliteFile.open(folder.resolve("spawn.db").toString()));
    }

    @Test
    void bodyInDoubtGoesWhenItsWriteTurnsOutNotToBeStored() throws Exception {
        try (SqlLog log = SqlLog.open(store, "it", "word", Runnable::run, nanos::get, () -> {})) {
            arrives("one", log);
            store.away = true;
            commits.breakBefore();
            append("one", log);
            assertThat(next()).isInstanceOf(AppendResult.Unknown.class);
            assertThat(log.bodies().has("one")).isTrue();
            isBack();
            await("its file").atMost(PATIENCE).until(() -> !log.bodies().has("one"));
        }
    }

    @Test
    void bodyInDoubtStaysWhenItsWriteTurnsOutToBeStored() throws Exception {
        try (SqlLog log = SqlLog.open(store, "it", "word", Runnable::run, nanos::get, () -> {})) {
            arrives("one", log);
            arrives("two", log);
            store.away = true;
            commits.loseAnswer();
            append("one", log);
            assertThat(next()).isInstanceOf(AppendResult.Unknown.class);
            isBack();
            append("two", log);
            assertThat(next()).isInstanceOf(AppendResult.Stored.class); // whatever was to be done for the first is done
            assertThat(log.bodies().has("one")).isTrue();
        }
    }

    @Test
    void bodyWhoseDoubtIsNotEndedIsLeftToTheNextStart() throws Exception {
        try (SqlLog log = SqlLog.open(store, "it", "word", Runnable::run, nanos::get, () -> {})) {
            arrives("one", log);
            store.away = true;
            commits.loseAnswer();
            append("one", log);
            assertThat(next()).isInstanceOf(AppendResult.Unknown.class);
        }
        SqliteFile again = SqliteFile.open(folder.resolve("spawn.db").toString());
        try (SqlLog log = SqlLog.open(again, "it", "other", Runnable::run, nanos::get, () -> {})) {
            assertThat(log.state().last()).isEqualTo(1);
            assertThat(log.bodies().has("one")).isTrue();
        }
    }

    private void isBack() {
        store.away = false;
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
    }

    private static void arrives(String name, SqlLog log) throws IOException {
        try (FileChannel file = log.bodies().create(name)) {
            file.write(ByteBuffer.wrap(new byte[BYTES]));
            log.bodies().sync(file);
        }
    }

    private void append(String name, SqlLog log) {
        log.append(
                new WriteDraft(name, SqlLogFixture.head(), new WriteBody.Spooled(name, BYTES), 1, null), results::add);
    }

    private AppendResult next() throws InterruptedException {
        AppendResult result = results.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (result == null) {
            throw new IllegalStateException("no result");
        }
        return result;
    }

    /** A file that may be away, and whose commits may fail. */
    private final class FailingStore implements SqlStore {
        private final SqliteFile file;
        private volatile boolean away;

        private FailingStore(SqliteFile file) {
            this.file = file;
        }

        @Override
        public LogTables tables() throws SQLException {
            if (away) {
                throw new SQLException("the store is away");
            }
            return new SqliteTables(commits.around(file.connect()));
        }

        @Override
        public Connection connect() throws SQLException {
            return file.connect();
        }

        @Override
        public void create(String group) throws SQLException {
            file.create(group);
        }

        @Override
        public SpoolFolder bodies() {
            return file.bodies();
        }

        @Override
        public boolean keepsBodies() {
            return file.keepsBodies();
        }

        @Override
        public void upload(String name) {
            file.upload(name);
        }

        @Override
        public void download(String name) {
            file.download(name);
        }

        @Override
        public long bytes(Connection db) {
            return file.bytes(db);
        }

        @Override
        public void close() {
            file.close();
        }
    }
}
