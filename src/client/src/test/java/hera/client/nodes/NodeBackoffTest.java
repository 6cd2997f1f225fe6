package hera.client.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import hera.client.time.Chance;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NodeBackoffTest {
    private final Chance chance = new Chance(7);
    private final NodeBackoff backoff = new NodeBackoff();

    private long waitAfterFailure(long most, long retryAfter) {
        backoff.failed(0, most, retryAfter, chance);
        long wait = 0;
        while (backoff.isWaiting(wait)) {
            wait += 10;
        }
        return wait;
    }

    @Test
    void waitDoublesFromASecondToABound() {
        assertThat(waitAfterFailure(300_000, 0)).isBetween(750L, 1_260L);
        assertThat(waitAfterFailure(300_000, 0)).isBetween(1_500L, 2_510L);
        assertThat(waitAfterFailure(300_000, 0)).isBetween(3_000L, 5_010L);
        for (int i = 0; i < 100; i++) {
            assertThat(waitAfterFailure(300_000, 0)).isLessThanOrEqualTo(300_010);
        }
        assertThat(waitAfterFailure(300_000, 0)).isGreaterThan(220_000);
    }

    @Test
    void waitsDiffer() {
        Set<Long> waits = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            backoff.succeeded();
            waits.add(waitAfterFailure(300_000, 0));
        }
        assertThat(waits).hasSizeGreaterThan(5);
    }

    @Test
    void boundHolds() {
        for (int i = 0; i < 10; i++) {
            assertThat(waitAfterFailure(200, 0)).isBetween(150L, 200L);
        }
    }

    @Test
    void longerWaitThatWasAskedForIsKept() {
        assertThat(waitAfterFailure(1_000, 60_000)).isEqualTo(60_000);
    }

    @Test
    void successForgetsAll() {
        waitAfterFailure(300_000, 0);
        waitAfterFailure(300_000, 0);
        backoff.succeeded();
        assertThat(backoff.isWaiting(0)).isFalse();
        assertThat(backoff.failures()).isZero();
        assertThat(waitAfterFailure(300_000, 0)).isLessThan(1_300);
    }
}
