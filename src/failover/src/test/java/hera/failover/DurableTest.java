package hera.failover;

import static hera.failover.harness.Members.await;
import static hera.failover.harness.Members.open;
import static hera.failover.harness.Members.record;
import static hera.failover.harness.Members.rule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hera.failover.harness.FlakyStore;
import hera.failover.harness.Members;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class DurableTest {
    private final FlakyStore store = new FlakyStore(MemoryStore.create());
    private final Failover a = open(store, "a");
    private final Failover b = open(store, "b");
    private final List<String> done = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        store.work();
        a.close();
        b.close();
    }

    private Managed<String> durable(Failover failover, String label) {
        return failover.durable("n", task -> task, Codec.text(), (task, term) -> {
            done.add(label + " " + task);
            return CompletableFuture.completedFuture(true);
        });
    }

    @Test
    void anyMemberSubmitsAndTheMasterWorks() {
        Managed<String> first = rule(durable(a, "a"));
        Managed<String> second = durable(b, "b");
        second.submitWork("one");
        first.submitWork("two");
        second.submitWork("three");
        await().until(() -> done.size() == 3);
        assertThat(done).containsExactly("a one", "a two", "a three");
    }

    @Test
    void tasksOutliveTheMaster() {
        Managed<String> first = rule(durable(a, "a"));
        first.close();
        Managed<String> second = durable(b, "b");
        second.submitWork("one");
        second.submitWork("one");
        rule(second);
        await().until(() -> done.size() == 1);
        second.submitWork("two");
        await().until(() -> done.size() == 2);
        assertThat(done).containsExactly("b one", "b two");
    }

    @Test
    void handOverSkipsAndRepeatsNothing() {
        Managed<String> first = rule(durable(a, "a"));
        Managed<String> second = durable(b, "b");
        second.run();
        await().until(() -> second.state() == State.SLAVE);
        List<String> tasks =
                IntStream.range(0, 1_000).mapToObj(Integer::toString).toList();
        tasks.forEach(task -> {
            second.submitWork(task);
            if (task.equals("500")) {
                first.resign();
            }
        });
        await().until(() -> done.size() >= 1_000);
        assertThat(done.stream().map(text -> text.substring(2)).toList()).isEqualTo(tasks);
    }

    @Test
    void formerMastersResultIsRefused() throws Exception {
        CompletableFuture<Boolean> late = new CompletableFuture<>();
        Managed<String> first = a.durable("n", task -> task, Codec.text(), (task, term) -> {
            done.add("a " + task);
            return late;
        });
        rule(first);
        first.submitWork("one");
        await().until(() -> done.size() == 1);
        Managed<String> second = durable(b, "b");
        second.run();
        store.failFor("a");
        await().until(() -> done.contains("b one"));
        first.submitWork("two");
        late.complete(true);
        await().until(() -> done.contains("b two"));
        assertThat(done).containsExactly("a one", "b one", "b two");
    }

    @Test
    void taskThatFailsTooOftenIsSetAside() {
        try (Failover failover = Failover.builder()
                .store(store)
                .intervals(Members.BRISK)
                .maxAttempts(2)
                .open()) {
            Managed<String> member = failover.durable("n", task -> task, Codec.text(), (task, term) -> {
                done.add(task);
                return CompletableFuture.completedFuture(!task.equals("bad"));
            });
            List<String> told = record(member);
            member.submitWork("bad");
            member.submitWork("good");
            rule(member);
            await().until(() -> done.contains("good") || done.size() > 2);
            assertThat(done).containsExactly("bad", "bad", "good");
            await().until(() -> told.contains("panic"));
        }
    }

    @Test
    void taskThatCannotBeReadIsSetAside() {
        Codec<String> strange = new Codec<>() {
            @Override
            public byte[] encode(String task) {
                return task.getBytes(StandardCharsets.UTF_8);
            }

            @Override
            public String decode(byte[] bytes) {
                String task = new String(bytes, StandardCharsets.UTF_8);
                if (task.equals("bad")) {
                    throw new IllegalArgumentException("on purpose");
                }
                return task;
            }
        };
        Managed<String> member = a.durable("n", task -> task, strange, (task, term) -> {
            done.add(task);
            return CompletableFuture.completedFuture(true);
        });
        List<String> told = record(member);
        member.submitWork("bad");
        member.submitWork("good");
        rule(member);
        await().until(() -> done.contains("good") && told.contains("panic"));
        assertThat(done).containsExactly("good");
    }

    @Test
    void taskThatIsTooLongIsRefused() {
        Managed<byte[]> member =
                a.durable("n", task -> "key", Codec.bytes(), (task, term) -> CompletableFuture.completedFuture(true));
        assertThatThrownBy(() -> member.submitWork(new byte[DurableMember.MAX_BYTES + 1]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1048577 bytes");
    }

    @Test
    void storeWithoutQueuesHasNoDurable() {
        try (Failover none = Failover.open("nodb")) {
            assertThatThrownBy(() -> durable(none, "x"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("nodb");
        }
    }
}
