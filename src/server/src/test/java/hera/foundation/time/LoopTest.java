package hera.foundation.time;

import static org.assertj.core.api.Assertions.assertThat;

import hera.harness.ManualTimer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoopTest {
    private final ManualTimer timer = new ManualTimer();
    private final List<Duration> runs = new ArrayList<>();
    private Duration interval = Duration.ofSeconds(3);
    private final Loop loop = new Loop("test", timer, () -> interval, () -> runs.add(timer.now()));

    @Test
    void runsOnceAnInterval() {
        loop.start();
        timer.advance(Duration.ofSeconds(10));
        assertThat(runs).containsExactly(Duration.ofSeconds(3), Duration.ofSeconds(6), Duration.ofSeconds(9));
    }

    @Test
    void theFirstRunMayComeSooner() {
        loop.start(Duration.ZERO);
        timer.advance(Duration.ofSeconds(4));
        assertThat(runs).containsExactly(Duration.ZERO, Duration.ofSeconds(3));
    }

    @Test
    void startingTwiceIsStartingOnce() {
        loop.start();
        loop.start();
        timer.advance(Duration.ofSeconds(3));
        assertThat(runs).hasSize(1);
    }

    @Test
    void theIntervalMayChange() {
        loop.start();
        timer.advance(Duration.ofSeconds(3));
        interval = Duration.ofSeconds(1);
        timer.advance(Duration.ofSeconds(4));
        assertThat(runs).containsExactly(Duration.ofSeconds(3), Duration.ofSeconds(6), Duration.ofSeconds(7));
    }

    @Test
    void nothingRunsAfterStop() {
        loop.start();
        loop.stop();
        timer.advance(Duration.ofMinutes(1));
        assertThat(runs).isEmpty();
        assertThat(timer.waiting()).isZero();
    }

    @Test
    void aStoppedLoopMayStartAgain() {
        loop.start();
        timer.advance(Duration.ofSeconds(3));
        loop.stop();
        loop.start();
        timer.advance(Duration.ofSeconds(3));
        assertThat(runs).hasSize(2);
    }

    @Test
    void stoppingFromWithinARunMakesItTheLast() {
        List<Loop> self = new ArrayList<>();
        Loop once = new Loop("once", timer, () -> interval, () -> {
            runs.add(timer.now());
            self.get(0).stop();
        });
        self.add(once);
        once.start();
        timer.advance(Duration.ofMinutes(1));
        assertThat(runs).hasSize(1);
        assertThat(timer.waiting()).isZero();
    }

    @Test
    void whateverARunThrowsTheNextOneComes() {
        Loop failing = new Loop("failing", timer, () -> interval, () -> {
            runs.add(timer.now());
            if (runs.size() == 1) {
                throw new IllegalStateException("broken");
            }
            throw new AssertionError("broken");
        });
        failing.start();
        timer.advance(Duration.ofSeconds(9));
        assertThat(runs).hasSize(3);
        assertThat(failing.failures()).isEqualTo(3);
    }

    @Test
    void anIntervalThatCannotBeHadDoesNotEndTheLoop() {
        Loop lost = new Loop(
                "lost",
                timer,
                () -> {
                    throw new IllegalStateException("no interval");
                },
                () -> runs.add(timer.now()));
        lost.start();
        timer.advance(Duration.ofSeconds(2));
        assertThat(runs).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2));
    }
}
