package hera.foundation.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AgingClockTest {
    @ParameterizedTest
    @ValueSource(longs = {0, 1_000_000_000_000L, Long.MAX_VALUE - 5_000_000_000L, Long.MIN_VALUE})
    void ordinaryTicksCountFully(long start) {
        AgingClock clock = new AgingClock(start);
        for (int tick = 1; tick <= 600; tick++) {
            clock.tick(start + millis(100L * tick));
        }
        assertThat(clock.agingMillis(start + millis(60_000))).isEqualTo(60_000);
    }

    @Test
    void timePassesBetweenTicks() {
        AgingClock clock = new AgingClock(0);
        clock.tick(millis(100));
        assertThat(clock.agingMillis(millis(150))).isEqualTo(150);
    }

    @Test
    void aPauseOfMinutesCountsAsOneSecond() {
        AgingClock clock = new AgingClock(0);
        clock.tick(millis(100));
        long awake = millis(100 + 120_000);
        assertThat(clock.agingMillis(awake)).isEqualTo(1100);
        clock.tick(awake);
        assertThat(clock.agingMillis(awake)).isEqualTo(1100);
        assertThat(clock.agingMillis(awake + millis(50))).isEqualTo(1150);
    }

    @Test
    void readingsDuringAPauseAreNotCountedTwice() {
        AgingClock clock = new AgingClock(0);
        for (int second = 0; second <= 120; second++) {
            assertThat(clock.agingMillis(millis(1000L * second))).isLessThanOrEqualTo(1000);
        }
    }

    @Test
    void aReadingTakenJustBeforeATickSeesTheTick() {
        AgingClock clock = new AgingClock(0);
        clock.tick(millis(100));
        assertThat(clock.agingMillis(millis(99))).isEqualTo(100);
    }

    @Test
    void aTickFromThePastChangesNothing() {
        AgingClock clock = new AgingClock(0);
        clock.tick(millis(500));
        clock.tick(millis(400));
        assertThat(clock.agingMillis(millis(500))).isEqualTo(500);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void neverGoesBackAndNeverRunsAheadOfTheMonotonicClock(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        AgingClock clock = new AgingClock(0);
        long nanos = 0;
        long before = 0;
        for (int step = 0; step < 10_000; step++) {
            nanos += random.nextInt(100) == 0 ? millis(random.nextLong(100_000)) : millis(random.nextLong(200));
            if (random.nextBoolean()) {
                clock.tick(nanos - random.nextLong(millis(20)));
            }
            long now = clock.agingMillis(nanos);
            assertThat(now).as("seed %d step %d", seed, step).isBetween(before, nanos / 1_000_000);
            before = now;
        }
    }

    private static long millis(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
