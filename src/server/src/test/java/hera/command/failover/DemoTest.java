package hera.command.failover;

import static org.assertj.core.api.Assertions.assertThat;

import hera.failover.Failover;
import hera.failover.Intervals;
import hera.failover.MemoryStore;
import hera.failover.time.TaskThread;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

@Timeout(120)
class DemoTest {
    private static final Intervals BRISK = Intervals.parse("master=1500,slave=2500,ticking=2500");

    private final MemoryStore store = MemoryStore.create();
    private final TaskThread loop = new TaskThread("demo-test", e -> {});
    private final Failover first = open();
    private final Failover second = open();
    private final ByteArrayOutputStream firstOut = new ByteArrayOutputStream();
    private final ByteArrayOutputStream secondOut = new ByteArrayOutputStream();

    private Failover open() {
        return Failover.builder().store(store).intervals(BRISK).open();
    }

    private Demo demo(ByteArrayOutputStream out) {
        return new Demo(new PrintStream(out, true, StandardCharsets.UTF_8), loop);
    }

    @AfterEach
    void close() {
        first.close();
        second.close();
        loop.close();
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(60));
    }

    private static boolean rules(ByteArrayOutputStream out) {
        return out.toString(StandardCharsets.UTF_8).endsWith("cluster state change ticking => master...\n");
    }

    private int pending(Failover failover) {
        return failover.facts().names().get(0).pending();
    }

    @Test
    void managedTasksAreDoneAlsoTheTenth() {
        LongConsumer one = demo(firstOut).managed(first);
        await().until(() -> rules(firstOut));
        LongConsumer two = demo(secondOut).managed(second);
        await().until(() -> secondOut.toString(StandardCharsets.UTF_8).contains("init => slave..."));
        LongStream.rangeClosed(1, 12).forEach(id -> {
            two.accept(id);
            one.accept(id);
        });
        await().until(() -> pending(first) == 0 && pending(second) == 0);
        first.close();
        await().until(() -> rules(secondOut));
        assertThat(firstOut.toString(StandardCharsets.UTF_8)).startsWith("cluster state change boot => init...\n");
    }

    @Test
    void unmanagedMembersRuleOneAfterTheOther() {
        LongConsumer one = demo(firstOut).unmanaged(first);
        await().until(() -> rules(firstOut));
        LongConsumer two = demo(secondOut).unmanaged(second);
        two.accept(1);
        one.accept(1);
        first.close();
        await().until(() -> rules(secondOut));
    }

    @Test
    void unknownKindIsOneLine() {
        int status = new CommandLine(new FailoverDemoCommand(
                        new PrintStream(firstOut, true, StandardCharsets.UTF_8),
                        new PrintStream(secondOut, true, StandardCharsets.UTF_8)))
                .execute("both");
        assertThat(status).isEqualTo(2);
        assertThat(secondOut.toString(StandardCharsets.UTF_8))
                .isEqualTo("hera: both is neither unmanaged nor managed\n");
    }
}
