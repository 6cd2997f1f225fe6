package hera.spawn.store;

import static org.assertj.core.api.Assertions.assertThat;

import hera.spawn.log.AppendResult;
import hera.spawn.log.DeadLetter;
import hera.spawn.log.IdempotencyKey;
import hera.spawn.log.KeyLookup;
import hera.spawn.log.KeyedWrite;
import hera.spawn.log.LoggedWrite;
import hera.spawn.log.NodeOutcome;
import hera.spawn.log.NodeRow;
import hera.spawn.log.OutcomeBatch;
import hera.spawn.log.StoredAnswer;
import hera.spawn.log.WriteRecord;
import hera.spawn.log.WriteState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a log in tables does, whatever the database is. */
abstract class SqlLogContract extends SqlLogFixture {
    /** Opens the log of the test, again. */
    abstract SqlLog open() throws IOException;

    @Test
    void whatWasStoredIsThereAfterAReopen() throws IOException {
        try (SqlLog log = open()) {
            assertThat(log.state().last()).isZero();
            assertThat(append(log, draft("one", "abc", null)).sequence()).isEqualTo(1);
            assertThat(append(log, draft("two", "", null)).total()).isEqualTo(2 * 16 + 3);
        }
        try (SqlLog log = open()) {
            assertThat(log.state().last()).isEqualTo(2);
            assertThat(log.state().group()).isEqualTo("group-1");
            List<LoggedWrite> writes = read(log);
            assertThat(writes).extracting(LoggedWrite::sequence).containsExactly(1L, 2L);
            assertThat(body(writes.get(0))).isEqualTo("abc");
            assertThat(body(writes.get(1))).isEmpty();
            assertThat(writes.get(0).draft().target()).isEqualTo("/x");
            assertThat(append(log, draft("three", "", null)).sequence()).isEqualTo(3);
        }
    }

    @Test
    void whatComesTogetherSharesACommit() throws Exception {
        try (SqlLog log = open()) {
            BlockingQueue<AppendResult> results = new LinkedBlockingQueue<>();
            for (int i = 0; i < 2000; i++) {
                log.append(draft("w" + i, "", null), results::add);
            }
            for (long sequence = 1; sequence <= 2000; sequence++) {
                AppendResult result = results.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
                assertThat(result).isInstanceOf(AppendResult.Stored.class);
                assertThat(((AppendResult.Stored) result).write().sequence()).isEqualTo(sequence);
            }
            assertThat(log.syncs()).isLessThan(1000);
        }
    }

    @Test
    void changeThatFailsHarmsNothing() throws Exception {
        try (SqlLog log = open()) {
            append(log, draft("same", "", null));
            AppendResult again = get(done -> log.append(draft("same", "", null), done));
            assertThat(again).isInstanceOf(AppendResult.NotStored.class);
            assertThat(append(log, draft("other", "", null)).sequence()).isEqualTo(2);
        }
    }

    @Test
    void nodesGoOnWhereTheyWere() throws IOException {
        try (SqlLog log = open()) {
            append(log, draft("one", "", null));
            NodeRow node = save(log, row());
            assertThat(node.since()).isEqualTo(1);
            append(log, draft("two", "", null));
            append(log, draft("three", "", null));
            List<NodeOutcome> batch =
                    List.of(outcome(2, WriteState.DELIVERED, 204), outcome(3, WriteState.REFUSED, 404));
            assertThat(this.<Boolean>get(
                            done -> log.record(queue(node), 3, new OutcomeBatch(batch, Map.of(), Map.of()), done)))
                    .isTrue();
            Optional<WriteRecord> found = get(done -> log.find("three", done));
            assertThat(found.orElseThrow().outcomes().get(node.id()))
                    .extracting(NodeOutcome::state, NodeOutcome::status, NodeOutcome::attempts)
                    .containsExactly(WriteState.REFUSED, 404, 1);
        }
        try (SqlLog log = open()) {
            assertThat(log.state().nodes()).extracting(NodeRow::position).containsExactly(3L);
        }
    }

    @Test
    void deadLettersStayUntilSettled() throws IOException {
        try (SqlLog log = open()) {
            NodeRow node = save(log, row());
            append(log, draft("poison", "body", null));
            StoredAnswer answer = new StoredAnswer(500, "", new byte[0], "oh".getBytes(StandardCharsets.US_ASCII));
            List<NodeOutcome> parked = List.of(outcome(1, WriteState.PARKED, 500));
            this.<Boolean>get(
                    done -> log.record(queue(node), 1, new OutcomeBatch(parked, Map.of(1L, answer), Map.of()), done));
            long first = get(done -> log.trim(1, Long.MAX_VALUE, 0, done));
            assertThat(first).isEqualTo(2);
            List<DeadLetter> dead = get(done -> log.dead(node.id(), 0, 10, done));
            assertThat(dead).hasSize(1);
            assertThat(dead.get(0).answer()).isNotNull();
        }
        try (SqlLog log = open()) {
            NodeRow node = log.state().nodes().get(0);
            assertThat(log.parked()).containsEntry(node.id(), Set.of(1L));
            this.<Boolean>get(done -> log.settle(queue(node), outcome(1, WriteState.DROPPED, 500), null, done));
            this.<Long>get(done -> log.trim(1, Long.MAX_VALUE, 0, done));
            assertThat(read(log)).isEmpty();
            assertThat(append(log, draft("next", "", null)).sequence()).isEqualTo(2);
        }
    }

    @Test
    void droppedBacklogIsReportedSo() throws IOException {
        try (SqlLog log = open()) {
            NodeRow node = save(log, row());
            append(log, draft("one", "", null));
            append(log, draft("two", "", null));
            this.<Boolean>get(done -> log.drop(queue(node), done));
            Optional<WriteRecord> found = get(done -> log.find("two", done));
            assertThat(found.orElseThrow().outcomes().get(node.id()))
                    .extracting(NodeOutcome::state)
                    .isEqualTo(WriteState.DROPPED);
        }
        try (SqlLog log = open()) {
            assertThat(log.state().nodes().get(0).needsResync()).isTrue();
            assertThat(log.state().nodes().get(0).position()).isEqualTo(2);
        }
    }

    @Test
    void keysFindTheirWriteAndItsAnswer() throws IOException {
        try (SqlLog log = open()) {
            append(log, draft("keyed", "", new IdempotencyKey("k", "print")));
            KeyedWrite before = found(log, "k");
            assertThat(before.answer()).isNull();
            assertThat(before.fingerprint()).isEqualTo("print");
            log.keep(1, new StoredAnswer(201, "n:1", new byte[0], new byte[] {7}));
            append(log, draft("later", "", null));
            assertThat(found(log, "k").answer()).isNotNull();
            assertThat(this.<KeyLookup>get(done -> log.findKey("other", done))).isEqualTo(new KeyLookup.None());
        }
    }

    @Test
    void trimmingKeepsWhatIsYoungOrNotThrough() throws IOException {
        try (SqlLog log = open()) {
            for (int i = 0; i < 1200; i++) {
                append(log, draft("w" + i, "", null));
            }
            assertThat(this.<Long>get(done -> log.trim(1000, 0, Long.MAX_VALUE, done)))
                    .isEqualTo(1);
            assertThat(this.<Long>get(done -> log.trim(1000, Long.MAX_VALUE, 0, done)))
                    .isEqualTo(513);
            this.<Long>get(done -> log.trim(1000, Long.MAX_VALUE, 0, done));
            List<LoggedWrite> left = read(log);
            assertThat(left.get(0).sequence()).isEqualTo(1001);
        }
        try (SqlLog log = open()) {
            assertThat(log.state().first()).isEqualTo(1001);
            assertThat(log.state().last()).isEqualTo(1200);
        }
    }

    @Test
    void everyWriteSaysWhoItsMembersWere() throws IOException {
        try (SqlLog log = open()) {
            NodeRow plain = save(log, row(1, 0, true, false));
            NodeRow rests = save(log, row(2, 1, true, true));
            NodeRow best = save(log, row(3, 2, true, false));
            NodeRow late = save(log, row(4, 1, false, false));
            AppendResult stored = get(done -> log.append(draft("one", "", null), done));
            List<Long> members = List.of(best.id(), plain.id(), rests.id());
            assertThat(((AppendResult.Stored) stored).members()).isEqualTo(members);
            save(log, late.activated(true));
            append(log, draft("two", "", null));
            assertThat(record(log, "one").members()).isEqualTo(members);
            assertThat(record(log, "two").members()).containsExactly(late.id(), best.id(), plain.id(), rests.id());
        }
    }

    @Test
    void memberThatIsRemovedOrMovedPastAWriteWillNotGetIt() throws IOException {
        try (SqlLog log = open()) {
            NodeRow stays = save(log, row(1, 0, true, false));
            NodeRow moves = save(log, row(2, 0, true, false));
            NodeRow goes = save(log, row(3, 0, true, false));
            append(log, draft("one", "", null));
            assertThat(record(log, "one").outcomes()).isEmpty();
            List<NodeRow> moved = List.of(moves.at(NodeRow.NOW, NodeRow.NOW));
            this.<Optional<List<NodeRow>>>get(done -> log.save(moved, Set.of(moves.id()), List.of(goes.id()), done));
            assertThat(record(log, "one").outcomes())
                    .doesNotContainKey(stays.id())
                    .hasEntrySatisfying(
                            moves.id(), outcome -> assertThat(outcome.state()).isEqualTo(WriteState.DROPPED))
                    .hasEntrySatisfying(
                            goes.id(), outcome -> assertThat(outcome.state()).isEqualTo(WriteState.DROPPED));
        }
    }
}
