package hera.spawn.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hera.spawn.log.IdempotencyKey;
import hera.spawn.log.KeyLookup;
import hera.spawn.log.LoggedWrite;
import hera.spawn.log.NodeRow;
import hera.spawn.log.WriteBody;
import hera.spawn.log.WriteDraft;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The log in an SQLite file. */
class SqliteLogTest extends SqlLogContract {
    private int ids;

    @Test
    void secondOwnerIsRefused() throws IOException {
        try (SqlLog log = open()) {
            assertThat(log.state().nodes()).isEmpty();
            assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("has it open");
        }
    }

    @Test
    void fileThatIsNoStoreIsNamed() throws IOException {
        Files.writeString(folder.resolve("spawn.db"), "no database at all, but text that is long enough to be read");
        assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("spawn.db");
    }

    @Test
    void logThatCannotBeReadSaysSo() throws Exception {
        try (SqlLog log = open()) {
            append(log, draft("keyed", "", new IdempotencyKey("k", "print")));
            try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("spawn.db"));
                    Statement statement = other.createStatement()) {
                statement.execute("ALTER TABLE keys RENAME TO lost_keys");
                statement.execute("ALTER TABLE writes RENAME TO lost_writes");
            }
            assertThat(this.<KeyLookup>get(done -> log.findKey("k", done)))
                    .isInstanceOfSatisfying(
                            KeyLookup.Failed.class,
                            failed -> assertThat(failed.reason()).contains("no such table"));
            assertThat(this.<Optional<List<LoggedWrite>>>get(done -> log.read(0, 10, done)))
                    .isEmpty();
        }
    }

    @Test
    void orphansOfKilledUploadsAreSwept() throws IOException {
        try (SqlLog log = open()) {
            for (String name : List.of("kept", "orphan")) {
                try (FileChannel file = log.bodies().create(name)) {
                    file.write(ByteBuffer.wrap(new byte[100_000]));
                    log.bodies().sync(file);
                }
            }
            WriteDraft draft = new WriteDraft("kept", head(), new WriteBody.Spooled("kept", 100_000), 1, null);
            append(log, draft);
        }
        try (SqlLog log = open();
                Stream<Path> files = Files.list(folder.resolve("spawn.db.d/bodies"))) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactly("kept");
            List<LoggedWrite> writes = read(log);
            assertThat(writes.get(0).draft().body()).isEqualTo(new WriteBody.Spooled("kept", 100_000));
        }
    }

    @Test
    void nativeLibraryLeavesNoFile() throws IOException {
        try (SqlLog log = open();
                Stream<Path> files = Files.list(folder.resolve("spawn.db.d"))) {
            assertThat(log.state().last()).isZero();
            assertThat(files.map(file -> file.getFileName().toString())).containsExactlyInAnyOrder("bodies", "lock");
        }
    }

    @Test
    void filesOfFormerVersionsAreBroughtUpToDate() throws Exception {
        for (int version = 2; version >= 1; version--) {
            try (SqlLog log = open()) {
                append(log, draft("before-" + version, "abc", new IdempotencyKey("k" + version, "print")));
            }
            try (Connection old = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("spawn.db"));
                    Statement statement = old.createStatement()) {
                statement.execute("ALTER TABLE writes DROP COLUMN members");
                if (version == 1) {
                    statement.execute("ALTER TABLE writes DROP COLUMN waiting");
                }
                statement.execute("PRAGMA user_version = " + version);
            }
            try (SqlLog log = open()) {
                NodeRow node = save(log, row(version, 0, true, false));
                assertThat(found(log, "k" + version).fingerprint()).isEqualTo("print");
                assertThat(record(log, "before-" + version).members()).isNull();
                append(log, draft("after-" + version, "", null));
                assertThat(record(log, "after-" + version).members()).contains(node.id());
            }
        }
    }

    @Override
    SqlLog open() throws IOException {
        ids++;
        return SqlLog.inFile(folder.resolve("spawn.db").toString(), "group-" + ids, Runnable::run, System::nanoTime);
    }
}
