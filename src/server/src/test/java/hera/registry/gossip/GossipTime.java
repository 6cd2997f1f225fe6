package hera.registry.gossip;

import hera.foundation.time.Clock;
import hera.foundation.time.Moment;
import hera.harness.ManualTimer;
import java.time.Duration;

/** A clock and a timer that only the test turns. */
final class GossipTime implements Clock {
    static final long EPOCH = 1_355_833_258_675L;

    final ManualTimer timer = new ManualTimer();

    @Override
    public Moment now() {
        return new Moment(EPOCH + millis(), millis());
    }

    long millis() {
        return timer.now().toMillis();
    }

    void passMillis(long millis) {
        timer.advance(Duration.ofMillis(millis));
    }
}
