package hera.registry.watch;

import static org.assertj.core.api.Assertions.assertThat;

import hera.foundation.names.InstanceId;
import hera.foundation.time.Cancellable;
import hera.registry.resource.RegistryPath;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AwaitedWritesTest {
    private static final RegistryPath.OfInstance ONE =
            new RegistryPath.OfInstance(VirtualRegistry.SERVICE, new InstanceId("1"));

    private final VirtualRegistry registry = new VirtualRegistry();
    private final AwaitedWrites writes = new AwaitedWrites(registry.replica, registry.clock, registry.timer);
    private final List<Boolean> replies = new ArrayList<>();

    @Test
    void aWriteThatIsHeldIsNotWaitedFor() {
        registry.put("1", "{}");
        await(0);
        assertThat(replies).containsExactly(true);
        assertThat(writes.size()).isZero();
    }

    @Test
    void aNewerWriteEndsTheWait() {
        registry.put("1", "{}");
        await(500);
        registry.pass(400);
        registry.put("1", "{}");
        registry.pass(50);
        assertThat(replies).isEmpty();
        registry.pass(60);
        registry.put("1", "{}");
        registry.pass(0);
        assertThat(replies).containsExactly(true);
    }

    @Test
    void aHeartbeatThatChangesNothingCounts() {
        registry.put("1", "{}");
        await(1);
        registry.pass(1);
        registry.put("1", "{}");
        registry.pass(10);
        assertThat(replies).containsExactly(true);
    }

    @Test
    void aDeletionCounts() {
        registry.put("1", "{}");
        await(1);
        registry.pass(1);
        registry.delete("1");
        registry.pass(10);
        assertThat(replies).containsExactly(true);
    }

    @Test
    void aWriteOfAnotherInstanceDoesNotCount() {
        await(0);
        registry.put("2", "{}");
        registry.pass(10);
        assertThat(replies).isEmpty();
    }

    @Test
    void theWaitEnds() {
        await(0);
        registry.pass(4_999);
        assertThat(replies).isEmpty();
        registry.pass(1);
        assertThat(replies).containsExactly(false);
        assertThat(writes.size()).isZero();
    }

    @Test
    void writesWithoutABreakAreCheckedOnceAPause() {
        await(60_000);
        registry.put("2", "{}");
        registry.pass(0);
        int before = registry.timer.waiting();
        for (int i = 0; i < 100; i++) {
            registry.put("2", "{}");
        }
        assertThat(registry.timer.waiting() - before).isOne();
    }

    @Test
    void aClientThatHasGoneIsForgotten() {
        await(0).cancel();
        registry.put("1", "{}");
        registry.pass(10_000);
        assertThat(replies).isEmpty();
        assertThat(writes.size()).isZero();
    }

    @Test
    void closingRepliesToAll() {
        await(0);
        writes.close();
        assertThat(replies).containsExactly(false);
        await(0);
        assertThat(replies).containsExactly(false, false);
    }

    private Cancellable await(long afterNow) {
        return writes.await(ONE, registry.clock.now().wallMillis() + afterNow, Duration.ofSeconds(5), replies::add);
    }
}
