package hera.failover;

import static hera.failover.harness.Members.await;
import static hera.failover.harness.Members.open;
import static hera.failover.harness.Members.record;
import static hera.failover.harness.Members.rule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hera.failover.harness.FlakyStore;
import hera.failover.store.Identifier;
import hera.failover.store.SessionId;
import hera.failover.store.Take;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class ManagedTest {
    private final MemoryStore memory = MemoryStore.create();
    private final FlakyStore store = new FlakyStore(memory);
    private final Failover a = open(store, "a");
    private final Failover b = open(store, "b");
    private final List<String> done = new CopyOnWriteArrayList<>();

    /** A task as a record, with its key. */
    record Job(String id, int weight) {}

    @AfterEach
    void close() {
        store.work();
        a.close();
        b.close();
    }

    private Worker<String> worker(String member) {
        return (task, term) -> {
            done.add(member + " " + task);
            return CompletableFuture.completedFuture(true);
        };
    }

    private static List<String> numbers(int from, int to) {
        return IntStream.range(from, to).mapToObj(Integer::toString).toList();
    }

    @Test
    void masterWorksInOrder() {
        Managed<String> member = rule(a.managed("n", task -> task, worker("a")));
        numbers(0, 100).forEach(member::submitWork);
        await().until(() -> done.size() == 100);
        assertThat(done).isEqualTo(numbers(0, 100).stream().map(id -> "a " + id).toList());
        await().until(() -> member.pending() == 0);
    }

    @Test
    void slaveDropsWhatItHears() {
        Managed<String> first = rule(a.managed("n", task -> task, worker("a")));
        Managed<String> second = b.managed("n", task -> task, worker("b"));
        second.run();
        numbers(0, 10).forEach(task -> {
            first.submitWork(task);
            second.submitWork(task);
        });
        await().until(() -> second.pending() == 0);
        assertThat(done).hasSize(10).allMatch(text -> text.startsWith("a "));
    }

    @Test
    void idThatASlaveDoesNotHoldDropsNothing() {
        Managed<String> first = rule(a.managed("n", task -> task, worker("a")));
        Managed<String> second = b.managed("n", task -> task, worker("b"));
        List<String> told = record(second);
        second.run();
        numbers(0, 10).forEach(second::submitWork);
        first.submitWork("unknown");
        await().until(() -> told.contains("synchronize unknown"));
        assertThat(second.pending()).isEqualTo(10);
    }

    @Test
    void nothingRunsTwiceOverACleanHandOver() {
        Managed<String> first = rule(a.managed("n", task -> task, worker("a")));
        Managed<String> second = b.managed("n", task -> task, worker("b"));
        second.run();
        await().until(() -> second.state() == State.SLAVE);
        numbers(0, 1_000).forEach(task -> {
            second.submitWork(task);
            first.submitWork(task);
            if (task.equals("500")) {
                first.resign();
            }
        });
        await().until(() -> done.size() >= 1_000 && second.pending() == 0);
        List<String> tasks =
                new ArrayList<>(done.stream().map(text -> text.substring(2)).toList());
        assertThat(tasks).isEqualTo(numbers(0, 1_000));
        assertThat(done).anyMatch(text -> text.startsWith("b "));
    }

    @Test
    void nameIsKeptUntilTheWorkerHasEnded() {
        Managed<String> first = rule(a.managed("n", task -> task, (task, term) -> {
            done.add("a " + task);
            return term.leaving().thenApply(leaving -> true);
        }));
        Managed<String> second = b.managed("n", task -> task, worker("b"));
        second.run();
        await().until(() -> second.state() == State.SLAVE);
        second.submitWork("one");
        first.submitWork("one");
        await().until(() -> done.size() == 1);
        first.resign();
        await().until(second::isMaster);
        second.submitWork("two");
        await().until(() -> done.contains("b two"));
        assertThat(done).containsExactly("a one", "b two");
    }

    /** A master that is slow writes its last identifier when its successor has looked already, but has not taken the name. */
    @Test
    void workBeginsOnlyWhenTheIdentifierOfTheTermBeforeIsHeard() {
        rule(a.managed("n", task -> task, worker("a")));
        Managed<String> second = b.managed("n", task -> task, worker("b"));
        second.run();
        await().until(() -> second.state() == State.SLAVE);
        numbers(0, 10).forEach(second::submitWork);
        store.beforeTake(take -> writeAtLast(take, "4"));
        store.failFor("a");
        await().until(() -> second.pending() == 0);
        assertThat(done).isEqualTo(numbers(5, 10).stream().map(id -> "b " + id).toList());
    }

    private void writeAtLast(Take take, String identifier) {
        SessionId former = Objects.requireNonNull(take.from());
        List<Identifier> last = List.of(new Identifier(take.name(), take.term(), identifier, 1));
        assertThat(memory.synchronize(former, last, Duration.ofSeconds(1))).contains(take.name());
    }

    @Test
    void failedTaskStaysFirst() {
        AtomicInteger tries = new AtomicInteger();
        Managed<String> member = a.managed("n", task -> task, (task, term) -> {
            done.add(task);
            return switch (tries.incrementAndGet()) {
                case 1 -> CompletableFuture.completedFuture(false);
                case 2 -> throw new IllegalStateException("on purpose");
                case 3 -> CompletableFuture.failedFuture(new IllegalStateException("on purpose"));
                case 4 -> throw new AssertionError("on purpose");
                default -> CompletableFuture.completedFuture(true);
            };
        });
        member.submitWork("one");
        member.submitWork("two");
        rule(member);
        await().until(() -> member.pending() == 0);
        assertThat(done).containsExactly("one", "one", "one", "one", "one", "two");
    }

    @Test
    @SuppressWarnings("NullAway") // a worker that does what it must not
    void nullStageIsToldByPanic() {
        AtomicBoolean once = new AtomicBoolean();
        Managed<String> member = a.managed(
                "n",
                task -> task,
                (task, term) -> once.getAndSet(true) ? CompletableFuture.completedFuture(true) : null);
        List<String> told = record(member);
        member.submitWork("one");
        rule(member);
        await().until(() -> told.contains("panic") && member.pending() == 0);
    }

    @Test
    void lateStageIsWaitedFor() {
        CompletableFuture<Boolean> late = new CompletableFuture<>();
        Managed<String> member = a.managed("n", task -> task, (task, term) -> {
            done.add(task);
            return task.equals("one") ? late : CompletableFuture.completedFuture(true);
        });
        member.submitWork("one");
        member.submitWork("two");
        rule(member);
        await().until(() -> done.size() == 1);
        assertThat(a.facts().names().get(0).running()).isPresent();
        late.complete(true);
        late.complete(false);
        await().until(() -> done.size() == 2);
    }

    @Test
    void blockingWorkerIsInterruptedWhenTheTermEnds() {
        CountDownLatch interrupted = new CountDownLatch(1);
        Managed<String> member = a.managed("n", task -> task, Worker.blocking((task, term) -> {
            done.add(task);
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
                throw e;
            }
            return true;
        }));
        member.submitWork("one");
        rule(member);
        await().until(() -> done.size() == 1);
        store.fail();
        await().until(() -> interrupted.getCount() == 0);
        assertThat(member.pending()).isEqualTo(1);
    }

    @Test
    void resultAfterTheTermIsDropped() {
        CompletableFuture<Boolean> late = new CompletableFuture<>();
        Managed<String> member = a.managed("n", task -> task, (task, term) -> {
            done.add(task);
            return done.size() == 1 ? late : CompletableFuture.completedFuture(true);
        });
        member.submitWork("one");
        rule(member);
        await().until(() -> done.size() == 1);
        store.fail();
        await().until(() -> !member.isMaster());
        late.complete(true);
        assertThat(member.pending()).isEqualTo(1);
        store.work();
        await().until(() -> member.pending() == 0);
        assertThat(done).containsExactly("one", "one");
    }

    @Test
    void hangingWorkerIsGivenUpAfterTheDrain() {
        Managed<String> member = a.managed("n", task -> task, (task, term) -> {
            done.add(task);
            return new CompletableFuture<>();
        });
        member.submitWork("one");
        rule(member);
        await().until(() -> done.size() == 1);
        member.resign();
        assertThat(member.isMaster()).isFalse();
        assertThat(member.pending()).isEqualTo(1);
    }

    @Test
    void workerMaySubmitSynchronizeAndResign() {
        Managed<String> member = a.managed("n", task -> task, worker("unused"));
        member.close();
        List<Managed<String>> self = new CopyOnWriteArrayList<>();
        self.add(a.managed("m", task -> task, (task, term) -> {
            done.add(task);
            if (task.equals("one")) {
                self.get(0).submitWork("two");
                self.get(0).synchronize("id");
                self.get(0).resign();
            }
            return CompletableFuture.completedFuture(true);
        }));
        self.get(0).submitWork("one");
        rule(self.get(0));
        await().until(() -> done.size() == 2);
        assertThat(done).containsExactly("one", "two");
    }

    @Test
    void workerMayCloseItsMember() {
        List<Managed<String>> self = new CopyOnWriteArrayList<>();
        self.add(a.managed("n", task -> task, (task, term) -> {
            self.get(0).close();
            done.add("a " + task);
            return CompletableFuture.completedFuture(true);
        }));
        rule(self.get(0));
        Managed<String> second = b.managed("n", task -> task, worker("b"));
        second.run();
        await().until(() -> second.state() == State.SLAVE);
        second.submitWork("one");
        self.get(0).submitWork("one");
        await().until(second::isMaster);
        second.submitWork("two");
        await().until(() -> done.contains("b two"));
        assertThat(done).containsExactly("a one", "b two");
    }

    /** A former call that hangs across the end of its term must not keep the next term from being given up. */
    @Test
    void workThatOutlivesItsTermKeepsNoLaterOne() {
        CompletableFuture<Boolean> late = new CompletableFuture<>();
        Managed<String> member = a.managed("n", task -> task, (task, term) -> {
            done.add(task);
            return late;
        });
        member.submitWork("one");
        rule(member);
        await().until(() -> done.size() == 1);
        store.fail();
        await().until(() -> !member.isMaster());
        store.work();
        await().until(member::isMaster);
        Thread resigning = new Thread(member::resign);
        resigning.start();
        await().until(() -> resigning.getState() == Thread.State.TIMED_WAITING);
        late.complete(true);
        await().until(() -> !resigning.isAlive());
        assertThat(member.pending()).isEqualTo(1);
    }

    @Test
    void keyIsAnyMemberOfTheTask() {
        Managed<Object> member = a.managed("n", "id", (task, term) -> CompletableFuture.completedFuture(true));
        member.submitWork(Map.of("id", 7));
        member.submitWork(new Job("j", 1));
        assertThat(member.pending()).isEqualTo(2);
        assertThatThrownBy(() -> member.submitWork(Map.of("other", 7))).hasMessageContaining("no key");
        assertThatThrownBy(() -> member.submitWork("text")).hasMessageContaining("no member id");
        assertThat(member.pending()).isEqualTo(2);
    }

    @Test
    @SuppressWarnings("NullAway") // a caller that does what it must not
    void nullTaskIsRefused() {
        Managed<String> member = a.managed("n", task -> task, worker("a"));
        assertThatThrownBy(() -> member.submitWork(null)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void fullQueueRefuses() {
        Managed<String> member = a.managed("n", task -> task, worker("a"));
        for (int number = 0; number < ManagedMember.MAX_PENDING; number++) {
            member.submitWork("same");
        }
        assertThatThrownBy(() -> member.submitWork("more"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("100000");
    }
}
