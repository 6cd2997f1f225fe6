package hera.failover;

import static hera.failover.StoreContract.A;
import static hera.failover.StoreContract.B;
import static hera.failover.StoreContract.LIMIT;
import static hera.failover.StoreContract.candidate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hera.failover.harness.Members;
import hera.failover.harness.PostgresServer;
import hera.failover.jdbc.JdbcStore;
import hera.failover.store.Bell;
import hera.failover.store.Store;
import hera.failover.store.Take;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Databases that are locked, lost, damaged, or none. */
@Timeout(120)
class JdbcFaultsTest {
    private static final Duration SHORT = Duration.ofMillis(400);

    @TempDir
    private Path folder;

    private String sqlite() {
        return "jdbc:sqlite:" + folder.resolve("failover.db");
    }

    private static void execute(String url, String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url)) {
            for (String sql : statements) {
                connection.createStatement().execute(sql);
            }
        }
    }

    private static boolean beat(Store store) throws Exception {
        return store.beat(A, OptionalInt.empty(), LIMIT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "jdbc:mysql://user:geheim@host/db    | unknown store \"jdbc:mysql://…\"",
                "mysql://user:geheim@host/db         | unknown store \"mysql://…\"",
                "jdbc:sqlite:                        | in memory a member would elect alone",
                "jdbc:sqlite::memory:                | in memory a member would elect alone",
                "jdbc:sqlite:file:x?mode=memory      | in memory a member would elect alone",
                "jdbc:sqlite:/no/such/folder/file.db | the folder of the SQLite file /no/such/folder/file.db does not",
                "jdbc:sqlite:/tmp                    | the SQLite file /tmp is a folder",
                "jdbc:postgresql:///db?password=geheim | jdbc:postgresql://HOST[:PORT]/DATABASE",
                "jdbc:postgresql://host              | jdbc:postgresql://HOST[:PORT]/DATABASE",
            })
    void badUrlIsRefusedWithoutItsPassword(String url, String message) {
        assertThatThrownBy(() -> StoreUrls.open(url, true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message)
                .hasMessageNotContaining("geheim");
    }

    @Test
    void descriptionHasNoPassword() {
        try (Store store = StoreUrls.open("jdbc:postgresql://host:1/db?user=u&password=geheim", true)) {
            assertThat(store.description()).isEqualTo("jdbc:postgresql://host:1/db");
        }
    }

    @Test
    void unreachableServerIsUnknown() {
        try (Store store = StoreUrls.open("jdbc:postgresql://127.0.0.1:1/db?user=u&password=geheim", true)) {
            assertThatThrownBy(() -> beat(store))
                    .isInstanceOf(SQLException.class)
                    .hasMessageNotContaining("geheim");
        }
    }

    @Test
    void lockedFileIsUnknownWithinTheLimit() throws Exception {
        try (Store store = StoreUrls.open(sqlite(), true)) {
            store.join(candidate(A), LIMIT);
            try (Connection other = DriverManager.getConnection(sqlite())) {
                other.createStatement().execute("BEGIN IMMEDIATE");
                assertThatThrownBy(() -> store.beat(A, OptionalInt.empty(), SHORT))
                        .isInstanceOf(SQLException.class);
                assertThat(store.look(Set.of(), SHORT).sessions()).containsKey(A);
            }
            assertThat(beat(store)).isTrue();
        }
    }

    @Test
    void fileThatIsNoDatabaseIsUnknown() throws IOException {
        Files.writeString(folder.resolve("failover.db"), "no database, but a long text ".repeat(100));
        try (Store store = StoreUrls.open(sqlite(), true)) {
            assertThatThrownBy(() -> beat(store)).isInstanceOf(SQLException.class);
        }
    }

    @Test
    void damagedRowIsNamed() throws Exception {
        try (Store store = StoreUrls.open(sqlite(), true)) {
            store.take(candidate(A), List.of(new Take("good", 0, null, true), new Take("bad", 0, null, true)), LIMIT);
            execute(sqlite(), "UPDATE hera_failover SET term = 'seven' WHERE name = 'bad'");
            assertThat(store.look(Set.of("good", "bad"), LIMIT).names()).containsOnlyKeys("good");
            assertThat(store.look(Set.of("good", "bad"), LIMIT).damaged())
                    .containsOnlyKeys("bad")
                    .hasEntrySatisfying("bad", text -> assertThat(text).contains("bad has term 0"));
        }
    }

    @Test
    void missingTablesAreMadeAgain() throws Exception {
        String url = PostgresServer.get().emptyDatabase("missing");
        for (String database : List.of(url, sqlite())) {
            try (Store store = StoreUrls.open(database, true)) {
                store.join(candidate(A), LIMIT);
                execute(database, "DROP TABLE hera_failover_member", "DROP TABLE hera_failover");
                assertThat(store.look(Set.of("n"), LIMIT).sessions()).isEmpty();
                assertThat(store.join(candidate(B), LIMIT)).isTrue();
            }
        }
    }

    @Test
    void withoutCreatingNoTableIsMade() throws Exception {
        String url = PostgresServer.get().emptyDatabase("nocreate");
        for (String database : List.of(url, sqlite())) {
            try (Store store = StoreUrls.open(database, false)) {
                assertThatThrownBy(() -> beat(store))
                        .isInstanceOf(SQLException.class)
                        .hasMessageContaining("hera_failover_member");
            }
        }
    }

    @Test
    void lostConnectionIsMadeAgain() throws Exception {
        String url = PostgresServer.get().emptyDatabase("lost");
        AtomicInteger rung = new AtomicInteger();
        try (Store store = StoreUrls.open(url, true)) {
            store.join(candidate(A), LIMIT);
            try (Bell bell = store.listen(rung::incrementAndGet)) {
                Members.await().until(() -> bell.rings() && rung.get() > 0);
                int before = rung.get();
                execute(
                        url,
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                                + " WHERE datname = 'lost' AND pid <> pg_backend_pid()");
                assertThatThrownBy(() -> beat(store)).isInstanceOf(SQLException.class);
                assertThat(beat(store)).isTrue();
                Members.await().until(() -> bell.rings() && rung.get() > before);
            }
        }
    }

    @Test
    void hangingServerIsUnknownWithinTheLimit() throws Exception {
        String url = PostgresServer.get().emptyDatabase("hanging");
        try (Store store = StoreUrls.open(url, true);
                Connection other = DriverManager.getConnection(url)) {
            store.join(candidate(A), LIMIT);
            other.setAutoCommit(false);
            other.createStatement().execute("LOCK TABLE hera_failover_member IN ACCESS EXCLUSIVE MODE");
            assertThatThrownBy(() -> store.beat(A, OptionalInt.empty(), SHORT)).isInstanceOf(SQLException.class);
            other.rollback();
            assertThat(beat(store)).isTrue();
        }
    }

    @Test
    void statementOfACallThatGaveUpEndsAtTheServer() throws Exception {
        String url = PostgresServer.get().emptyDatabase("given_up");
        try (Store store = StoreUrls.open(url, true);
                Connection other = DriverManager.getConnection(url)) {
            store.join(candidate(A), LIMIT);
            other.setAutoCommit(false);
            other.createStatement().execute("LOCK TABLE hera_failover_member IN ACCESS EXCLUSIVE MODE");
            assertThatThrownBy(() -> store.beat(A, OptionalInt.empty(), SHORT)).isInstanceOf(SQLException.class);
            Members.await()
                    .until(() -> count(
                                    url,
                                    "SELECT count(*) FROM pg_stat_activity WHERE datname = 'given_up'"
                                            + " AND wait_event_type = 'Lock'")
                            == 0);
            other.rollback();
            assertThat(store.look(Set.of(), LIMIT).sessions())
                    .hasEntrySatisfying(A, row -> assertThat(row.beat()).isZero());
        }
    }

    private static long count(String url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                ResultSet row = connection.createStatement().executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    /** A pool of one connection, which is never closed by those that take it. */
    private static DataSource pool(Connection only) {
        Connection lent = (Connection) Proxy.newProxyInstance(
                JdbcFaultsTest.class.getClassLoader(), new Class<?>[] {Connection.class}, (self, method, arguments) -> {
                    try {
                        return method.getName().equals("close") ? null : method.invoke(only, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getTargetException();
                    }
                });
        return (DataSource) Proxy.newProxyInstance(
                JdbcFaultsTest.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (self, method, arguments) -> lent);
    }

    @Test
    void poolOfSqliteGetsItsConnectionsBackAsTheyWere() throws Exception {
        try (Connection only = DriverManager.getConnection(sqlite());
                Store store = JdbcStore.of(pool(only))) {
            only.setAutoCommit(false);
            only.createStatement().execute("PRAGMA busy_timeout = 1234");
            assertThat(store.join(candidate(A), LIMIT)).isTrue();
            assertThat(beat(store)).isTrue();
            assertThat(only.getAutoCommit()).isFalse();
            assertThat(text(only, "PRAGMA busy_timeout")).isEqualTo("1234");
        }
    }

    @Test
    void poolOfPostgresGetsItsConnectionsBackAsTheyWere() throws Exception {
        try (Connection only = DriverManager.getConnection(PostgresServer.get().emptyDatabase("pool"));
                Store store = JdbcStore.of(pool(only))) {
            only.createStatement().execute("SET statement_timeout = '77s'");
            only.createStatement().execute("SET idle_in_transaction_session_timeout = '78s'");
            only.createStatement().execute("SET synchronous_commit = off");
            only.setNetworkTimeout(Runnable::run, 54_321);
            assertThat(store.join(candidate(A), LIMIT)).isTrue();
            assertThat(beat(store)).isTrue();
            assertThat(only.getNetworkTimeout()).isEqualTo(54_321);
            assertThat(text(only, "SHOW statement_timeout")).isEqualTo("77s");
            assertThat(text(only, "SHOW idle_in_transaction_session_timeout")).isEqualTo("78s");
            assertThat(text(only, "SHOW synchronous_commit")).isEqualTo("off");
        }
    }

    private static String text(Connection connection, String sql) throws SQLException {
        try (ResultSet row = connection.createStatement().executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sqlite", "postgresql"})
    void tableWithOtherColumnsIsUnknownAndStays(String database) throws Exception {
        String url = database.equals("sqlite") ? sqlite() : PostgresServer.get().emptyDatabase("columns");
        execute(url, "CREATE TABLE hera_failover (colour integer)");
        try (Store store = StoreUrls.open(url, true)) {
            assertThatThrownBy(() -> store.look(Set.of("n"), LIMIT))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("column");
            assertThat(count(url, "SELECT count(colour) FROM hera_failover")).isZero();
        }
    }

    /** A source of connections to the file, each with what a property or a pragma makes of it. */
    private DataSource source(String property, String value, String sql) {
        return (DataSource) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {DataSource.class}, (self, method, arguments) -> {
                    Properties properties = new Properties();
                    properties.setProperty(property, value);
                    Connection connection = DriverManager.getConnection(sqlite(), properties);
                    connection.createStatement().execute(sql);
                    return connection;
                });
    }

    @Test
    void fullDiskIsUnknownAndTakesNothing() throws Exception {
        try (Store store = StoreUrls.open(sqlite(), true)) {
            store.join(candidate(A), LIMIT);
        }
        List<Take> takes = IntStream.range(0, 1_000)
                .mapToObj(number -> new Take("n" + number, 0, null, true))
                .toList();
        try (Store full = JdbcStore.of(source("open_mode", "6", "PRAGMA max_page_count = 1"))) {
            assertThatThrownBy(() -> full.take(candidate(A), takes, LIMIT))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("full");
            assertThat(full.look(Set.of("n0", "n1"), LIMIT).names()).isEmpty();
            assertThat(beat(full)).isTrue();
        }
    }

    @Test
    void fileThatMayOnlyBeReadIsUnknown() throws Exception {
        try (Store store = StoreUrls.open(sqlite(), true)) {
            store.join(candidate(A), LIMIT);
        }
        try (Store store = JdbcStore.of(source("open_mode", "1", "SELECT 1"))) {
            assertThatThrownBy(() -> beat(store))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("readonly");
        }
    }

    /** A pool that has no connection left makes its callers wait, whatever the limit of a call is. */
    @Test
    void usedUpPoolIsUnknownWithinTheLimit() throws Exception {
        CountDownLatch returned = new CountDownLatch(1);
        DataSource pool = (DataSource) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {DataSource.class}, (self, method, arguments) -> {
                    returned.await();
                    return DriverManager.getConnection(sqlite());
                });
        try (Store store = JdbcStore.of(pool)) {
            for (int call = 0; call < 32; call++) {
                assertThatThrownBy(() -> store.beat(A, OptionalInt.empty(), Duration.ofMillis(20)))
                        .isInstanceOf(SQLTimeoutException.class)
                        .hasMessageContaining("no connection within");
            }
            assertThatThrownBy(() -> beat(store)).hasMessageContaining("32 connections are being opened already");
            returned.countDown();
            Members.await().ignoreExceptions().until(() -> store.join(candidate(A), LIMIT));
            assertThat(beat(store)).isTrue();
        }
    }

    @Test
    void dataSourceIsAStore() throws Exception {
        DataSource source = (DataSource) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {DataSource.class},
                (self, method, arguments) -> DriverManager.getConnection(sqlite()));
        try (Store store = JdbcStore.of(source)) {
            assertThat(store.join(candidate(A), LIMIT)).isTrue();
            assertThat(beat(store)).isTrue();
        }
    }
}
