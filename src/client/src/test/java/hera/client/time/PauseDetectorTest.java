package hera.client.time;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PauseDetectorTest {
    private final PauseDetector detector = new PauseDetector(0, 1_000_000);

    @Test
    void pulseInTimeIsNoPause() {
        assertThat(detector.pulse(1_000, 1_001_000)).isFalse();
        assertThat(detector.pulse(2_500, 1_002_500)).isFalse();
    }

    @Test
    void stoppedProcessIsSeenByTheSteadyClock() {
        assertThat(detector.pulse(10_000, 1_001_000)).isTrue();
        assertThat(detector.pulse(11_000, 1_002_000)).isFalse();
    }

    @Test
    void sleepingMachineIsSeenByTheWallClock() {
        assertThat(detector.pulse(1_000, 5_000_000)).isTrue();
    }

    @Test
    void clockThatIsSetBackIsNoPause() {
        assertThat(detector.pulse(1_000, 0)).isFalse();
    }
}
