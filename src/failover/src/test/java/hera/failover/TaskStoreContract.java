package hera.failover;

import static hera.failover.StoreContract.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;

import hera.failover.store.Store;
import hera.failover.store.StoredTask;
import hera.failover.store.TaskStore;
import hera.failover.store.TaskStore.Submission;
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
        long seq = mark(3).seq();
        assertThat(tasks.failed("q", seq, 2, false, LIMIT)).isFalse();
        assertThat(tasks.failed("q", seq, 3, false, LIMIT)).isTrue();
        assertThat(mark(3).attempts()).isEqualTo(1);
    }

    @Test
    void taskSetAsideIsSkipped() throws Exception {
        submit("a");
        submit("b");
        tasks.failed("q", mark(1).seq(), 1, true, LIMIT);
        assertThat(mark(1).key()).isEqualTo("b");
        assertThat(tasks.pending("q", LIMIT)).isEqualTo(1);
        assertThat(tasks.list("q", 10, LIMIT)).extracting(StoredTask::aside).containsExactly(true, false);
        assertThat(submit("a")).isEqualTo(Submission.PENDING);
    }

    @Test
    void taskSetAsideIsRetriedAtItsPlace() throws Exception {
        submit("a");
        submit("b");
        tasks.failed("q", mark(1).seq(), 1, true, LIMIT);
        assertThat(tasks.retry("q", "b", LIMIT)).isFalse();
        assertThat(tasks.retry("q", "a", LIMIT)).isTrue();
        assertThat(mark(1).key()).isEqualTo("a");
        assertThat(mark(1).attempts()).isZero();
    }

    @Test
    void onlyTaskSetAsideIsDropped() throws Exception {
        submit("a");
        assertThat(tasks.drop("q", "a", LIMIT)).isFalse();
        tasks.failed("q", mark(1).seq(), 1, true, LIMIT);
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
}
