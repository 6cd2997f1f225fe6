package hera.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.MongoException;
import hera.failover.harness.MongoReplicaSet;
import hera.failover.harness.MongoReplicaSet.Trouble;
import hera.failover.harness.PostgresServer;
import hera.failover.harness.Relay;
import hera.failover.harness.Relay.Loss;
import hera.failover.store.Store;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each writing statement whose request or answer is lost, or whose write concern is not met: unknown, and a look tells. */
@Timeout(120)
class LostAnswersTest {
    private static final String DATABASE = "lost";
    private static final MongoReplicaSet MONGO = new MongoReplicaSet(1);

    @AfterAll
    static void stop() {
        MONGO.close();
    }

    static Stream<Arguments> troubles() {
        return Statement.ALL.stream()
                .flatMap(statement -> EnumSet.complementOf(EnumSet.of(Trouble.NONE)).stream()
                        .map(trouble -> Arguments.of(statement, trouble)));
    }

    @ParameterizedTest
    @MethodSource("troubles")
    void mongoWriteInTroubleIsUnknown(Statement statement, Trouble trouble) throws Exception {
        MONGO.drop(DATABASE);
        MONGO.trouble(0, Trouble.NONE);
        try (Store store = StoreUrls.open(MONGO.url(DATABASE), true)) {
            Statement.prepare(store);
            MONGO.trouble(0, trouble);
            assertThatThrownBy(() -> statement.run().on(store)).isInstanceOf(MongoException.class);
            MONGO.trouble(0, Trouble.NONE);
            boolean kept = trouble == Trouble.ANSWER_LOST || trouble == Trouble.UNMET_BUT_KEPT;
            assertThat(statement.isDone().at(store)).isEqualTo(kept);
        }
    }

    static Stream<Statement> statements() {
        return Statement.ALL.stream();
    }

    /** A statement is several requests, the last of which commits it: each of them is lost once, then each of the answers. */
    @ParameterizedTest
    @MethodSource("statements")
    void postgresMessageThatIsLostIsUnknown(Statement statement) throws Exception {
        PostgresServer server = PostgresServer.get();
        String url = server.database("lost_answers");
        try (Relay relay = new Relay(server.port());
                Connection connection = DriverManager.getConnection(url);
                Store direct = StoreUrls.open(url, true);
                Store relayed = StoreUrls.open(url.replace(":" + server.port(), ":" + relay.port()), true)) {
            assertThat(outcomes(statement, Loss.REQUEST, relay, connection, direct, relayed))
                    .isNotEmpty()
                    .containsOnly(false);
            assertThat(outcomes(statement, Loss.ANSWER, relay, connection, direct, relayed))
                    .endsWith(true);
        }
    }

    /** Loses one message after the other, until there is none to be lost; returns whether the statement was done each time. */
    private static List<Boolean> outcomes(
            Statement statement, Loss loss, Relay relay, Connection connection, Store direct, Store relayed)
            throws Exception {
        List<Boolean> outcomes = new ArrayList<>();
        for (int after = 0; ; after++) {
            direct.look(Set.of(), StoreContract.LIMIT); // makes the tables
            connection.createStatement().execute("TRUNCATE hera_failover, hera_failover_member, hera_failover_task");
            Statement.prepare(direct);
            relayed.look(Set.of(), StoreContract.LIMIT);
            relay.lose(loss, after);
            try {
                statement.run().on(relayed);
            } catch (SQLException e) {
                assertThat(relay.isArmed()).as("%s failed by itself", e).isFalse();
                outcomes.add(statement.isDone().at(direct));
                continue;
            }
            assertThat(relay.isArmed())
                    .as("an answer was lost and nobody noticed")
                    .isTrue();
            relay.lose(Loss.NOTHING, 0);
            return outcomes;
        }
    }
}
