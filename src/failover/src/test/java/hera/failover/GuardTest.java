package hera.failover;

import static hera.failover.StoreContract.B;
import static hera.failover.StoreContract.LIMIT;
import static hera.failover.StoreContract.candidate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import hera.failover.guard.JdbcGuard;
import hera.failover.guard.MongoGuard;
import hera.failover.harness.MongoStandIn;
import hera.failover.harness.PostgresServer;
import hera.failover.store.NameRecord;
import hera.failover.store.Store;
import hera.failover.store.Take;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A master that was paused, and whose clock still says that it is one, is refused once another one rules. */
@Timeout(120)
class GuardTest {
    @TempDir
    private Path folder;

    private String url(String database) throws Exception {
        return database.equals("sqlite")
                ? "jdbc:sqlite:" + folder.resolve("failover.db")
                : PostgresServer.get().emptyDatabase("guard");
    }

    /** Lets another session take the name away, as it may after a lease. */
    private static boolean takeOver(Store store, String name, Duration limit) throws Exception {
        NameRecord row =
                Objects.requireNonNull(store.look(Set.of(name), LIMIT).names().get(name));
        return store.take(candidate(B), List.of(new Take(name, row.term(), row.holder(), false)), limit)
                .contains(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sqlite", "postgresql"})
    void pausedMasterWritesNothingInAnotherTerm(String database) throws Exception {
        String url = url(database);
        try (Store store = StoreUrls.open(url, true);
                Failover failover = Members.open(store, "first");
                Connection connection = DriverManager.getConnection(url)) {
            Term term = Members.rule(failover.unmanaged("n")).term().orElseThrow();
            connection.createStatement().execute("CREATE TABLE data (value integer)");
            connection.setAutoCommit(false);
            JdbcGuard.check(connection, term);
            connection.createStatement().execute("INSERT INTO data VALUES (1)");
            assertThatThrownBy(() -> takeOver(store, "n", Duration.ofMillis(300)))
                    .isInstanceOf(java.sql.SQLException.class);
            connection.commit();
            Members.await().ignoreExceptions().until(() -> takeOver(store, "n", LIMIT));
            assertThatThrownBy(() -> JdbcGuard.check(connection, term))
                    .isInstanceOf(StaleTermException.class)
                    .hasMessageContaining("term " + term.number() + " of n is over");
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

    @Test
    void documentOfAGreaterTermIsNotOverwritten() throws Exception {
        try (MongoStandIn server = new MongoStandIn();
                MongoClient client = MongoClients.create(server.url("guard"));
                Store store = MemoryStore.create();
                Failover failover = Members.open(store, "first")) {
            MongoCollection<Document> documents = client.getDatabase("guard").getCollection("documents");
            documents.drop();
            documents.insertOne(new Document("_id", 1));
            Term old = Members.rule(failover.unmanaged("n")).term().orElseThrow();
            MongoGuard.updateOne(documents, Filters.eq("_id", 1), Updates.set("value", "old"), old);
            documents.updateOne(Filters.eq("_id", 1), Updates.set(MongoGuard.FIELD, old.number() + 1));
            assertThatThrownBy(() ->
                            MongoGuard.updateOne(documents, Filters.eq("_id", 1), Updates.set("value", "late"), old))
                    .isInstanceOf(StaleTermException.class);
            assertThat(Objects.requireNonNull(documents.find().first()).getString("value"))
                    .isEqualTo("old");
            assertThat(MongoGuard.updateOne(documents, Filters.eq("_id", 2), Updates.set("value", "none"), old)
                            .getMatchedCount())
                    .isZero();
        }
    }
}
