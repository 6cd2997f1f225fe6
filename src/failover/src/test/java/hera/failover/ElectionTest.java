package hera.failover;

import static hera.failover.harness.Members.await;
import static hera.failover.harness.Members.rule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import hera.failover.harness.Members;
import hera.failover.harness.MongoStandIn;
import hera.failover.harness.PostgresServer;
import hera.failover.store.Store;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Members of a name at a real database. */
@Timeout(180)
@Execution(ExecutionMode.CONCURRENT)
class ElectionTest {
    private static final AtomicInteger DATABASES = new AtomicInteger();

    @TempDir
    private Path folder;

    private @Nullable MongoStandIn mongo;

    private Failover open(String database, String member) throws Exception {
        return Failover.builder()
                .store(database.equals("sqlite") ? "jdbc:sqlite:" + folder.resolve("failover.db") : database)
                .member(member)
                .intervals(Members.BRISK)
                .open();
    }

    private String url(String database) throws Exception {
        return switch (database) {
            case "sqlite" -> database;
            case "mongodb" -> emptyMongo();
            default -> PostgresServer.get().emptyDatabase("election" + DATABASES.incrementAndGet());
        };
    }

    private String emptyMongo() {
        MongoStandIn server = new MongoStandIn();
        mongo = server;
        String url = server.url("election");
        try (MongoClient client = MongoClients.create(url)) {
            client.getDatabase("election").drop();
        }
        return url;
    }

    @AfterEach
    void stopMongo() {
        if (mongo != null) {
            mongo.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sqlite", "postgresql", "mongodb"})
    void nextMemberRulesAfterAClose(String database) throws Exception {
        String url = url(database);
        try (Failover first = open(url, "first");
                Failover second = open(url, "second")) {
            Unmanaged one = rule(first.unmanaged("n"));
            Unmanaged two = second.unmanaged("n");
            two.run();
            await().until(() -> two.state() == State.SLAVE);
            assertThat(two.isMaster()).isFalse();
            long term = one.term().orElseThrow().number();
            one.close();
            await().until(two::isMaster);
            assertThat(two.term().orElseThrow().number()).isGreaterThan(term);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sqlite", "postgresql", "mongodb"})
    void durableTasksAreWorkedOffInTheirOrder(String database) throws Exception {
        String url = url(database);
        List<String> done = new CopyOnWriteArrayList<>();
        try (Failover first = open(url, "first");
                Failover second = open(url, "second")) {
            for (Failover failover : List.of(first, second)) {
                failover.durable(
                                "n",
                                task -> task,
                                Codec.text(),
                                Worker.<String>blocking((task, term) -> done.add(task)))
                        .run();
            }
            Managed<String> third = rule(first.durable(
                    "other", task -> task, Codec.text(), Worker.<String>blocking((task, term) -> done.add(task))));
            for (String task : List.of("a", "b", "c")) {
                third.submitWork(task);
            }
            await().until(() -> done.size() == 3);
            assertThat(done).containsExactly("a", "b", "c");
        }
    }

    @Test
    void serverThatComesBackIsFoundAgain() throws Exception {
        try (PostgresServer server = PostgresServer.another();
                Failover failover = open(server.emptyDatabase("back"), "first")) {
            Unmanaged member = failover.unmanaged("n");
            List<String> told = Members.record(member);
            rule(member);
            long term = member.term().orElseThrow().number();
            server.halt();
            try {
                await().until(() -> member.state() == State.ERROR);
                assertThat(member.isMaster()).isFalse();
            } finally {
                server.resume();
            }
            await().until(member::isMaster);
            assertThat(member.term().orElseThrow().number()).isGreaterThan(term);
            assertThat(told.stream().filter("error"::equals)).hasSize(1);
        }
    }

    @Test
    void wrongPasswordIsToldOnceAndWithoutIt() throws Exception {
        PostgresServer server = PostgresServer.get();
        String url = server.emptyDatabase(PostgresServer.GUARDED).replace("secret", "geheim");
        List<String> causes = new CopyOnWriteArrayList<>();
        try (Failover failover = open(url, "first");
                Store store = StoreUrls.open(url, true);
                Connection connection = DriverManager.getConnection(server.url("postgres"))) {
            connection.createStatement().execute("ALTER ROLE hera PASSWORD 'another'");
            Unmanaged member = failover.unmanaged("n");
            member.on(Event.Error.class, event -> causes.add(event.cause().toString()));
            member.run();
            await().until(() -> failover.facts().failedBeats() >= 3);
            assertThat(causes).hasSize(1).noneMatch(cause -> cause.contains("geheim"));
            assertThatThrownBy(() -> store.look(Set.of("n"), StoreContract.LIMIT))
                    .hasMessageContaining("password authentication failed for user \"hera\"")
                    .hasMessageNotContaining("geheim");
            connection.createStatement().execute("ALTER ROLE hera PASSWORD 'geheim'");
            await().until(member::isMaster);
        }
    }

    private void setTerm(String url, Object term) throws SQLException {
        if (url.equals("sqlite")) {
            String file = "jdbc:sqlite:" + folder.resolve("failover.db");
            try (Connection connection = DriverManager.getConnection(file);
                    PreparedStatement update = connection.prepareStatement("UPDATE hera_failover SET term = ?")) {
                update.setObject(1, term);
                update.execute();
            }
        } else {
            try (MongoClient client = MongoClients.create(url)) {
                client.getDatabase("election")
                        .getCollection("failovers")
                        .updateOne(Filters.eq("_id", "n"), Updates.set("term", term));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sqlite", "mongodb"})
    void textForATermIsToldByPanicUntilItIsRight(String database) throws Exception {
        String url = url(database);
        try (Failover first = open(url, "first")) {
            rule(first.unmanaged("n"));
        }
        setTerm(url, "seven");
        try (Failover second = open(url, "second")) {
            Unmanaged member = second.unmanaged("n");
            List<String> told = Members.record(member);
            member.run();
            await().until(() -> told.contains("panic"));
            assertThat(member.isMaster()).isFalse();
            setTerm(url, 7L);
            await().until(member::isMaster);
            assertThat(member.term().orElseThrow().number()).isEqualTo(8);
        }
    }
}
