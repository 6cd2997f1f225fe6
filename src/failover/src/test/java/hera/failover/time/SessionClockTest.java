package hera.failover.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SessionClockTest {
    private static final long SECOND = 1_000_000_000;

    private long monotonic = 77;
    private long wallMillis = 1_000_000;
    private long uptime = 500 * SECOND;

    private SessionClock clock() {
        return new SessionClock(() -> monotonic, () -> wallMillis, () -> uptime);
    }

    private void pass(long seconds) {
        monotonic += seconds * SECOND;
        wallMillis += seconds * 1_000;
        uptime += seconds * SECOND;
    }

    private void suspend(long seconds) {
        wallMillis += seconds * 1_000;
        uptime += seconds * SECOND;
    }

    @Test
    void timePasses() {
        SessionClock clock = clock();
        pass(3);
        assertThat(clock.getAsLong()).isEqualTo(3 * SECOND);
        assertThat(clock.awake()).isEqualTo(3 * SECOND);
    }

    @Test
    void suspensionCountsButNotAsAwake() {
        SessionClock clock = clock();
        pass(1);
        suspend(10);
        assertThat(clock.getAsLong()).isBetween(11 * SECOND - 10_000_000, 11 * SECOND);
        assertThat(clock.awake()).isEqualTo(SECOND);
        pass(1);
        assertThat(clock.getAsLong()).isBetween(12 * SECOND - 10_000_000, 12 * SECOND);
    }

    @Test
    void steppingWallClockDoesNotCountWhereUptimeIsKnown() {
        SessionClock clock = clock();
        wallMillis += 3_600_000;
        pass(1);
        assertThat(clock.getAsLong()).isEqualTo(SECOND);
        wallMillis -= 7_200_000;
        pass(1);
        assertThat(clock.getAsLong()).isEqualTo(2 * SECOND);
    }

    @Test
    void steppingWallClockHidesNoSuspension() {
        SessionClock clock = clock();
        suspend(10);
        wallMillis -= 10_000;
        clock.compare();
        assertThat(clock.getAsLong()).isBetween(10 * SECOND - 10_000_000, 10 * SECOND);
    }

    @Test
    void elsewhereTheWorseOneCounts() {
        uptime = -1;
        SessionClock clock = new SessionClock(() -> monotonic, () -> wallMillis, () -> -1);
        wallMillis += 5_000;
        assertThat(clock.getAsLong()).isEqualTo(5 * SECOND);
        wallMillis -= 60_000;
        assertThat(clock.getAsLong()).isEqualTo(5 * SECOND);
    }

    @Test
    void shortSuspensionsAddUp() {
        SessionClock clock = clock();
        for (int number = 0; number < 100; number++) {
            monotonic += SECOND;
            wallMillis += 1_015;
            uptime += 1_015_000_000L;
            clock.compare();
        }
        assertThat(clock.getAsLong()).isBetween(101 * SECOND, 102 * SECOND);
    }

    @Test
    void uptimeIsRead() {
        assertThat(Uptime.parse("350735.47 234388.90\n")).isEqualTo(350_735_470_000_000L);
        assertThatThrownBy(() -> Uptime.parse("")).isInstanceOf(NumberFormatException.class);
    }
}
