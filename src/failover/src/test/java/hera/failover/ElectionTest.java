package hera.failover;

import static hera.failover.Members.await;
import static hera.failover.Members.rule;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import hera.failover.harness.MongoStandIn;
import hera.failover.harness.PostgresServer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Members of a name at a real database. */
@Timeout(180)
class ElectionTest {
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
            default -> PostgresServer.get().emptyDatabase("election");
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
            Managed<String> third = first.durable(
                    "other", task -> task, Codec.text(), Worker.<String>blocking((task, term) -> done.add(task)));
            third.run();
            for (String task : List.of("a", "b", "c")) {
                third.submitWork(task);
            }
            await().until(() -> done.size() == 3);
            assertThat(done).containsExactly("a", "b", "c");
        }
    }

    @Test
    void serverThatComesBackIsFoundAgain() throws Exception {
        PostgresServer server = PostgresServer.get();
        try (Failover failover = open(server.emptyDatabase("back"), "first")) {
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
}
