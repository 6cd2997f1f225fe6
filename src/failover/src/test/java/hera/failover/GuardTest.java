package hera.failover;

import static hera.failover.StoreContract.LIMIT;
import static hera.failover.StoreContract.candidate;
import static hera.failover.harness.Members.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import com.mongodb.client.result.UpdateResult;
import hera.failover.guard.JdbcGuard;
import hera.failover.guard.MongoGuard;
import hera.failover.harness.FlakyStore;
import hera.failover.harness.Members;
import hera.failover.harness.MongoStandIn;
import hera.failover.harness.PostgresServer;
import hera.failover.store.NameRecord;
import hera.failover.store.Store;
import hera.failover.store.Take;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A master that was paused and acts on a term that is over is refused. */
@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
class GuardTest {
    private static final AtomicInteger DATABASES = new AtomicInteger();

    @TempDir
    private Path folder;

    private String url(String database) throws Exception {
        return database.equals("sqlite")
                ? "jdbc:sqlite:" + folder.resolve("failover.db")
                : PostgresServer.get().emptyDatabase("guard" + DATABASES.incrementAndGet());
    }

    /** The guarded write of the manual. */
    private static void report(String database, int total, Term term) throws SQLException {
        try (Connection connection = DriverManager.getConnection(database)) {
            connection.setAutoCommit(false);
            JdbcGuard.check(connection, term);
            connection.createStatement().execute("INSERT INTO report VALUES (" + total + ")");
            connection.commit();
        }
    }

    /** The guarded write of the manual. */
    private static UpdateResult report(MongoCollection<Document> reports, int total, Term term) {
        return MongoGuard.updateOne(reports, Filters.eq("_id", "today"), Updates.set("total", total), term);
    }

    /** Two members' terms of one name: the first one's, which it took before it was paused, and its successor's. */
    private record Terms(Term former, Term present) {}

    /** A pause is a row of beats that do not come: another member takes over, and the first one's term stays in its hands. */
    private static Terms pause(FlakyStore store, Failover first, Failover second) {
        Term former = Members.rule(first.unmanaged("n")).term().orElseThrow();
        store.failFor("first");
        Term present = Members.rule(second.unmanaged("n")).term().orElseThrow();
        assertThat(present.number()).isGreaterThan(former.number());
        return new Terms(former, present);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sqlite", "postgresql"})
    void pausedMasterWritesNoRow(String database) throws Exception {
        String url = url(database);
        FlakyStore store = new FlakyStore(StoreUrls.open(url, true));
        try (store;
                Failover first = Members.open(store, "first");
                Failover second = Members.open(store, "second");
                Connection connection = DriverManager.getConnection(url)) {
            connection.createStatement().execute("CREATE TABLE report (total integer)");
            Terms terms = pause(store, first, second);
            report(url, 2, terms.present());
            assertThatThrownBy(() -> report(url, 1, terms.former()))
                    .isInstanceOf(StaleTermException.class)
                    .hasMessageContaining("term " + terms.former().number() + " of n is over");
            try (ResultSet rows =
                    connection.createStatement().executeQuery("SELECT sum(total), count(*) FROM report")) {
                rows.next();
                assertThat(rows.getInt(1)).isEqualTo(2);
                assertThat(rows.getInt(2)).isEqualTo(1);
            }
        }
    }

    @Test
    void pausedMasterWritesNoDocument() throws Exception {
        try (MongoStandIn server = new MongoStandIn();
                MongoClient client = MongoClients.create(server.url("guard"))) {
            client.getDatabase("guard").drop();
            MongoCollection<Document> reports = client.getDatabase("guard").getCollection("reports");
            reports.insertOne(new Document("_id", "today"));
            FlakyStore store = new FlakyStore(StoreUrls.open(server.url("guard"), true));
            try (store;
                    Failover first = Members.open(store, "first");
                    Failover second = Members.open(store, "second")) {
                Terms terms = pause(store, first, second);
                assertThat(report(reports, 1, terms.former()).getMatchedCount()).isEqualTo(1);
                report(reports, 2, terms.present());
                assertThatThrownBy(() -> report(reports, 3, terms.former())).isInstanceOf(StaleTermException.class);
                assertThat(reports.find().first())
                        .containsEntry("total", 2)
                        .containsEntry(MongoGuard.FIELD, terms.present().number());
            }
        }
    }

    @Test
    void guardedUpdateOfNoDocumentMatchesNone() throws Exception {
        try (MongoStandIn server = new MongoStandIn();
                MongoClient client = MongoClients.create(server.url("guard"));
                Failover failover = Members.open(MemoryStore.create(), "first")) {
            client.getDatabase("guard").drop();
            Term term = Members.rule(failover.unmanaged("n")).term().orElseThrow();
            UpdateResult result = report(client.getDatabase("guard").getCollection("reports"), 1, term);
            assertThat(result.getMatchedCount()).isZero();
        }
    }

    /** Takes the name as one that has declared the holder dead does. */
    private static boolean takeOver(Store store, Duration limit) throws Exception {
        NameRecord row =
                Objects.requireNonNull(store.look(Set.of("n"), LIMIT).names().get("n"));
        return store.take(candidate(StoreContract.B), List.of(new Take("n", row.term(), row.holder(), false)), limit)
                .contains("n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sqlite", "postgresql"})
    void nobodyTakesOverWithinAGuardedTransaction(String database) throws Exception {
        String url = url(database);
        try (Store store = StoreUrls.open(url, true);
                Failover failover = Members.open(store, "first");
                Connection connection = DriverManager.getConnection(url)) {
            Term term = Members.rule(failover.unmanaged("n")).term().orElseThrow();
            connection.setAutoCommit(false);
            JdbcGuard.check(connection, term);
            assertThatThrownBy(() -> takeOver(store, Duration.ofMillis(300))).isInstanceOf(SQLException.class);
            connection.commit();
            await().ignoreExceptions().until(() -> takeOver(store, LIMIT));
            assertThatThrownBy(() -> JdbcGuard.check(connection, term)).isInstanceOf(StaleTermException.class);
            connection.rollback();
        }
    }

    @Test
    void guardNeedsATransaction() throws Exception {
        try (Store store = StoreUrls.open(url("sqlite"), true);
                Failover failover = Members.open(store, "first");
                Connection connection = DriverManager.getConnection(url("sqlite"))) {
            Term term = Members.rule(failover.unmanaged("n")).term().orElseThrow();
            assertThatThrownBy(() -> JdbcGuard.check(connection, term)).isInstanceOf(IllegalStateException.class);
        }
    }
}
