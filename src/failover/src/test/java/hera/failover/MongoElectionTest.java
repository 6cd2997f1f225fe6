package hera.failover;

import static hera.failover.StoreContract.A;
import static hera.failover.StoreContract.LIMIT;
import static hera.failover.StoreContract.candidate;
import static hera.failover.harness.Members.await;
import static hera.failover.harness.Members.record;
import static hera.failover.harness.Members.rule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.MongoNotPrimaryException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import hera.failover.harness.MongoReplicaSet;
import hera.failover.store.Store;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Elections of a replica set. It is a stand-in's, or a real one's that {@code -Dmongodb.url} names with its
 * {@code replicaSet}; there, the primary is asked to step down.
 */
@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
class MongoElectionTest {
    private static final String DATABASE = "hera_election_test";

    /** An election may take some seconds. */
    private static final Intervals PATIENT = Intervals.parse("master=500,slave=6000,ticking=6000,error=500");

    private final @Nullable String real = realSet();
    private final MongoReplicaSet set = new MongoReplicaSet(2);

    private static @Nullable String realSet() {
        String url = System.getProperty("mongodb.url", "");
        return url.contains("replicaSet=") ? url.replaceFirst("/[^/?]*\\?", "/" + DATABASE + "?") : null;
    }

    private String url() {
        return real == null ? set.url(DATABASE) : real;
    }

    /** The primary steps down: writes are refused until another one is elected. */
    private void stepDown() {
        if (real == null) {
            set.elect(-1);
            return;
        }
        try (MongoClient client = MongoClients.create(real)) {
            client.getDatabase("admin").runCommand(new Document("replSetStepDown", 30).append("force", true));
        } catch (MongoCommandException e) {
            throw new AssertionError("the primary does not step down", e);
        } catch (MongoException e) {
            // It closes its connections as it steps down.
        }
    }

    private void elect() {
        set.elect(1);
    }

    @AfterEach
    void stop() {
        set.close();
    }

    private static Failover open(String url, String member) {
        return Failover.builder().store(url).member(member).intervals(PATIENT).open();
    }

    @Test
    void refusalOfADeposedPrimaryIsUnknown() throws Exception {
        try (Store store = StoreUrls.open(set.url(DATABASE, 0), true)) {
            store.join(candidate(A), LIMIT);
            set.elect(1);
            assertThatThrownBy(() -> store.beat(A, OptionalInt.empty(), LIMIT))
                    .isInstanceOf(MongoNotPrimaryException.class);
            set.elect(0);
            assertThat(store.beat(A, OptionalInt.empty(), LIMIT)).isTrue();
            assertThat(store.look(Set.of(), LIMIT).sessions().values()).allMatch(session -> session.beat() == 1);
        }
    }

    @Test
    void mastershipOutlivesAnElection() {
        try (Failover failover = open(url(), "first")) {
            Unmanaged member = failover.unmanaged("n");
            List<String> told = record(member);
            rule(member);
            Term term = member.term().orElseThrow();
            stepDown();
            await().until(() -> told.contains("error"));
            elect();
            await().until(() -> told.lastIndexOf("info") > told.indexOf("error"));
            assertThat(term.holds()).isTrue();
            assertThat(told).containsOnlyOnce("error").doesNotContain("master => error");
        }
    }

    @Test
    void electionWithoutEndEndsAMastershipInTime() {
        try (Failover failover = open(set.url(DATABASE), "first")) {
            Unmanaged member = rule(failover.unmanaged("n"));
            Term term = member.term().orElseThrow();
            set.elect(-1);
            await().until(() -> member.state() == State.ERROR);
            assertThat(term.holds()).isFalse();
            set.elect(1);
            await().until(member::isMaster);
            assertThat(member.term().orElseThrow().number()).isGreaterThan(term.number());
        }
    }

    /** The deposed primary takes beats that it never commits: they extend nothing, and the other one's member takes over. */
    @Test
    void beatsAtAStrandedPrimaryCountForNothing() {
        try (Failover first = open(set.url(DATABASE, 0), "first");
                Failover second = open(set.url(DATABASE, 1), "second")) {
            Unmanaged stranded = rule(first.unmanaged("n"));
            Term term = stranded.term().orElseThrow();
            set.strand(0);
            set.elect(1);
            Unmanaged next = rule(second.unmanaged("n"));
            assertThat(term.holds()).isFalse();
            assertThat(stranded.isMaster()).isFalse();
            assertThat(next.term().orElseThrow().number()).isGreaterThan(term.number());
        }
    }
}
