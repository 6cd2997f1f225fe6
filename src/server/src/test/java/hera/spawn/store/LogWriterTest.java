package hera.spawn.store;

import static org.assertj.core.api.Assertions.assertThat;

import hera.spawn.log.AppendResult;
import hera.spawn.log.WriteBody;
import hera.spawn.log.WriteDraft;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the writer reports of commits that fail, and of those whose answer is lost. */
class LogWriterTest {
    private static final int PATIENCE_SECONDS = 30;

    @TempDir
    Path folder;

    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private final AtomicLong nanos = new AtomicLong();
    private final FailingCommits commits = new FailingCommits();
    private SqliteFile file;
    private LogWriter writer;
    private Thread thread;
    private final Semaphore refused = new Semaphore(0);
    private volatile boolean away;

    @BeforeEach
    void open() throws Exception {
        file = SqliteFile.open(folder.resolve("spawn.db").toString());
        file.create("group");
        writer = new LogWriter(this::tables, tables(), "test", Runnable::run, nanos::get, () -> {});
        thread = new Thread(writer);
    }

    @AfterEach
    void close() throws Exception {
        writer.end();
        thread.join();
        file.close();
    }

    @Test
    void changeThatThrowsUndoesItsWholeCommit() throws Exception {
        writer.submit(write("one"));
        writer.submit(change("second", tables -> {
            throw new IllegalStateException("a fault of the program");
        }));
        thread.start();
        assertThat(next()).isEqualTo("second failed");
        assertThat(next()).isEqualTo("one not stored: a fault of the program");
        writer.submit(write("two"));
        assertThat(next()).isEqualTo("two stored at 1");
    }

    @Test
    void writeIsFoundAfterACommitWithoutAnswer() throws Exception {
        commits.loseAnswer();
        thread.start();
        writer.submit(write("one"));
        assertThat(next()).isEqualTo("one stored at 1");
        writer.submit(write("two"));
        assertThat(next()).isEqualTo("two stored at 2");
    }

    @Test
    void changeIsFoundAfterACommitWithoutAnswer() throws Exception {
        commits.loseAnswer();
        thread.start();
        writer.submit(note("note", "there"));
        assertThat(next()).isEqualTo("note done");
        assertThat(noted("note")).isEqualTo("there");
    }

    @Test
    void commitThatDidNotTakePlaceIsReportedSo() throws Exception {
        commits.breakBefore();
        thread.start();
        writer.submit(note("note", "there"));
        assertThat(next()).isEqualTo("note failed");
        commits.breakBefore();
        writer.submit(write("one"));
        assertThat(next()).startsWith("one not stored: ");
        assertThat(noted("note")).isEmpty();
    }

    @Test
    void writeInDoubtIsUnknownWhileTheStoreIsAway() throws Exception {
        commits.loseAnswer();
        away = true;
        writer.submit(write("one"));
        writer.submit(note("note", "there"));
        thread.start();
        assertThat(next()).startsWith("one unknown: ");
        writer.submit(note("later", "never"));
        assertThat(next()).isEqualTo("later failed");
        away = false;
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
        assertThat(next()).isEqualTo("note done"); // not before it is known
        assertThat(noted("note")).isEqualTo("there");
        writer.submit(write("two"));
        assertThat(next()).isEqualTo("two stored at 2");
    }

    @Test
    void changeInDoubtThatIsNotThereHasFailed() throws Exception {
        commits.breakBefore();
        away = true;
        writer.submit(note("note", "never"));
        thread.start();
        assertThat(refused.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        writer.submit(note("later", "never"));
        assertThat(next()).isEqualTo("later failed");
        away = false;
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
        assertThat(next()).isEqualTo("note failed");
        assertThat(noted("note")).isEmpty();
    }

    private LogTables tables() throws SQLException {
        if (away) {
            refused.release();
            throw new SQLException("the store is away");
        }
        return new SqliteTables(commits.around(file.connect()));
    }

    private String noted(String name) throws SQLException {
        try (Connection db = file.connect()) {
            return Queries.meta(db, name);
        }
    }

    private String next() throws InterruptedException {
        return String.valueOf(told.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
    }

    private LogChange note(String name, String value) {
        return change(name, tables -> tables.note(name, value));
    }

    /** What a change does to the log. */
    private interface Act {
        void on(LogTables tables) throws SQLException;
    }

    private LogChange change(String name, Act act) {
        return new TableChange<>(
                tables -> {
                    act.on(tables);
                    return true;
                },
                false,
                done -> told.add(name + (done ? " done" : " failed")));
    }

    private LogChange write(String id) {
        byte[] head = "PUT /x HTTP/1.1\r".getBytes(StandardCharsets.US_ASCII);
        WriteDraft draft = new WriteDraft(id, head, new WriteBody.Inline(new byte[0]), 1, null);
        return new AppendChange(draft, result -> told.add(id + said(result)));
    }

    private static String said(AppendResult result) {
        if (result instanceof AppendResult.Stored stored) {
            return " stored at " + stored.write().sequence();
        }
        return result instanceof AppendResult.NotStored not
                ? " not stored: " + not.reason()
                : " unknown: " + ((AppendResult.Unknown) result).reason();
    }
}
