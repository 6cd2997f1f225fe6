package hera.failover;

import static hera.failover.StoreContract.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;

import hera.failover.harness.Race;
import hera.failover.store.Store;
import hera.failover.store.StoredTask;
import hera.failover.store.TaskStore;
import hera.failover.store.TaskStore.Submission;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract of the durable queues of every store; a test of a store extends it. */
abstract class TaskStoreContract {
    private Store store;
    private TaskStore tasks;

    /** Returns a store that is empty. */
    abstract Store open() throws Exception;

    @BeforeEach
    void openStore() throws Exception {
        store = open();
        tasks = Objects.requireNonNull(store.tasks());
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    private Submission submit(String key) throws Exception {
        return tasks.submit("q", key, key.getBytes(java.nio.charset.StandardCharsets.UTF_8), LIMIT);
    }

    private StoredTask mark(long term) throws Exception {
        return Objects.requireNonNull(tasks.markFirst("q", term, LIMIT));
    }

    private @Nullable StoredTask markOrNull(long term) throws Exception {
        return tasks.markFirst("q", term, LIMIT);
    }

    @Test
    void tasksStandInTheOrderOfSubmission() throws Exception {
        assertThat(submit("a")).isEqualTo(Submission.STORED);
        submit("b");
        assertThat(tasks.list("q", 10, LIMIT)).extracting(StoredTask::key).containsExactly("a", "b");
        assertThat(tasks.list("q", 1, LIMIT)).extracting(StoredTask::key).containsExactly("a");
        assertThat(tasks.pending("q", LIMIT)).isEqualTo(2);
        assertThat(mark(1).task()).containsExactly('a');
    }

    @Test
    void pendingKeyIsThatTask() throws Exception {
        submit("a");
        assertThat(submit("a")).isEqualTo(Submission.PENDING);
        assertThat(tasks.pending("q", LIMIT)).isEqualTo(1);
        tasks.remove("q", mark(1).seq(), 1, LIMIT);
        assertThat(submit("a")).isEqualTo(Submission.STORED);
    }

    @Test
    void queuesAreApart() throws Exception {
        submit("a");
        assertThat(tasks.submit("other", "a", new byte[0], LIMIT)).isEqualTo(Submission.STORED);
        assertThat(tasks.pending("other", LIMIT)).isEqualTo(1);
        assertThat(tasks.markFirst("none", 1, LIMIT)).isNull();
    }

    @Test
    void firstIsMarkedWithTheTerm() throws Exception {
        submit("a");
        assertThat(mark(3).term()).isEqualTo(3);
        assertThat(mark(4).term()).isEqualTo(4);
    }

    @Test
    void smallerTermMarksNothing() throws Exception {
        submit("a");
        mark(4);
        assertThat(mark(3).term()).isEqualTo(4);
    }

    @Test
    void taskMarkedByAnotherIsNotRemoved() throws Exception {
        submit("a");
        long seq = mark(3).seq();
        mark(4);
        assertThat(tasks.remove("q", seq, 3, LIMIT)).isFalse();
        assertThat(tasks.pending("q", LIMIT)).isEqualTo(1);
        assertThat(tasks.remove("q", seq, 4, LIMIT)).isTrue();
        assertThat(tasks.remove("q", seq, 4, LIMIT)).isFalse();
        assertThat(markOrNull(5)).isNull();
    }

    @Test
    void failuresAreCounted() throws Exception {
        submit("a");
        StoredTask former = mark(2);
        StoredTask marked = mark(3);
        assertThat(tasks.failed(former, false, LIMIT)).isFalse();
        assertThat(tasks.failed(marked, false, LIMIT)).isTrue();
        assertThat(mark(3).attempts()).isEqualTo(1);
        assertThat(tasks.failed(mark(3), false, LIMIT)).isTrue();
        assertThat(mark(3).attempts()).isEqualTo(2);
    }

    @Test
    void failureThatIsWrittenAgainCountsOnce() throws Exception {
        submit("a");
        StoredTask marked = mark(3);
        tasks.failed(marked, false, LIMIT);
        assertThat(tasks.failed(marked, true, LIMIT)).isTrue();
        assertThat(tasks.list("q", 1, LIMIT).get(0).attempts()).isEqualTo(1);
    }

    @Test
    void taskSetAsideIsSkipped() throws Exception {
        submit("a");
        submit("b");
        tasks.failed(mark(1), true, LIMIT);
        assertThat(mark(1).key()).isEqualTo("b");
        assertThat(tasks.pending("q", LIMIT)).isEqualTo(1);
        assertThat(tasks.list("q", 10, LIMIT)).extracting(StoredTask::aside).containsExactly(true, false);
        assertThat(submit("a")).isEqualTo(Submission.PENDING);
    }

    @Test
    void taskSetAsideIsRetriedAtItsPlace() throws Exception {
        submit("a");
        submit("b");
        tasks.failed(mark(1), true, LIMIT);
        assertThat(tasks.retry("q", "b", LIMIT)).isFalse();
        assertThat(tasks.retry("q", "a", LIMIT)).isTrue();
        assertThat(mark(1).key()).isEqualTo("a");
        assertThat(mark(1).attempts()).isZero();
    }

    @Test
    void onlyTaskSetAsideIsDropped() throws Exception {
        submit("a");
        assertThat(tasks.drop("q", "a", LIMIT)).isFalse();
        tasks.failed(mark(1), true, LIMIT);
        assertThat(tasks.drop("q", "a", LIMIT)).isTrue();
        assertThat(tasks.list("q", 10, LIMIT)).isEmpty();
    }

    @Test
    void laterTaskHasAGreaterPlaceAfterAllAreGone() throws Exception {
        submit("a");
        StoredTask first = mark(1);
        tasks.remove("q", first.seq(), 1, LIMIT);
        submit("b");
        assertThat(mark(1).seq()).isGreaterThan(first.seq());
    }

    /** How often threads race within a few seconds. */
    int usualRaces() {
        return 5;
    }

    @Test
    void stepsOfSixteenAtOnceAreTakenOneAfterTheOther() throws Exception {
        try (Race race = new Race()) {
            for (int round = 0; round < Race.rounds(usualRaces()); round++) {
                String key = "k" + round;
                assertThat(race.count(thread -> submit(key) == Submission.STORED))
                        .isEqualTo(1);
                long base = 1_000L * round;
                List<StoredTask> marks = race.run(thread -> mark(base + thread + 1));
                long term = base + Race.THREADS;
                StoredTask marked = mark(base);
                long seq = marked.seq();
                assertThat(marked.term()).isEqualTo(term);
                assertThat(race.count(thread -> tasks.failed(marks.get(thread), false, LIMIT)))
                        .isEqualTo(marks.stream()
                                .filter(mark -> mark.term() == term)
                                .count());
                assertThat(mark(term).attempts()).isEqualTo(1);
                assertThat(race.count(thread -> tasks.failed(marked, true, LIMIT)))
                        .isEqualTo(Race.THREADS);
                assertThat(race.count(thread -> tasks.retry("q", key, LIMIT))).isEqualTo(1);
                assertThat(mark(term).attempts()).isZero();
                assertThat(race.count(thread -> tasks.remove("q", seq, base + thread + 1, LIMIT)))
                        .isEqualTo(1);
                assertThat(tasks.pending("q", LIMIT)).isZero();
            }
        }
    }

    /** A place is drawn in the order in which submissions return, and never twice. */
    @Test
    void tasksOfSixteenAtOnceHavePlacesOfTheirOwn() throws Exception {
        try (Race race = new Race()) {
            long last = -1;
            for (int round = 0; round < Race.rounds(usualRaces()); round++) {
                String prefix = "r" + round + "t";
                assertThat(race.run(thread -> submit(prefix + thread))).containsOnly(Submission.STORED);
                List<StoredTask> stored = tasks.list("q", 2 * Race.THREADS, LIMIT);
                assertThat(stored.stream().map(StoredTask::seq).distinct()).hasSize(Race.THREADS);
                assertThat(stored.get(0).seq()).isGreaterThan(last);
                last = stored.get(stored.size() - 1).seq();
                for (int left = 0; left < Race.THREADS; left++) {
                    tasks.remove("q", mark(1).seq(), 1, LIMIT);
                }
            }
        }
    }
}
