package hera.foundation.server;

import static org.assertj.core.api.Assertions.assertThat;

import hera.foundation.time.Moment;
import hera.harness.ManualTimer;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.coyote.InputBuffer;
import org.apache.tomcat.util.net.ApplicationBufferHandler;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LateBodiesTest {
    private static final int THREADS = 20;
    private static final int MAX_BODY_BYTES = 1 << 20;

    private static final ApplicationBufferHandler NOWHERE = new ApplicationBufferHandler() {
        @Override
        public void setByteBuffer(ByteBuffer buffer) {}

        @Override
        public ByteBuffer getByteBuffer() {
            return ByteBuffer.allocate(0);
        }

        @Override
        public void expand(int size) {}
    };

    private final ManualTimer timer = new ManualTimer();
    private final List<Integer> limits = new ArrayList<>();
    private final ServerThreads threads = new ServerThreads(THREADS, 2 * THREADS);
    private final LateBodies bodies = new LateBodies(
            RequestDeadlines.USUAL,
            MAX_BODY_BYTES,
            threads,
            () -> new Moment(0, timer.now().toMillis()),
            timer);
    private final List<Sender> cut = new ArrayList<>();

    /** A connection on which a byte comes with each read. */
    private final class Sender implements ServedConnection, InputBuffer {
        private final Lock lock = new ReentrantLock();

        @Override
        public Lock lock() {
            return lock;
        }

        @Override
        public void execute(Runnable task) {
            task.run();
        }

        @Override
        public void isAwaitedBy(@Nullable AsyncResponse response) {}

        @Override
        public void receives(LateBody body) {}

        @Override
        public void stopReading() {
            cut.add(this);
        }

        @Override
        public int doRead(ApplicationBufferHandler handler) {
            return 1 << 16;
        }

        @Override
        public int available() {
            return 0;
        }
    }

    private LateBody body(long announced) {
        Sender sender = new Sender();
        return bodies.begin(sender, sender, announced);
    }

    private void pass(long millis) {
        timer.advance(Duration.ofMillis(millis));
    }

    @Test
    void bodyHasTwentySecondsAndMoreForItsSize() {
        body(100);
        body(640 << 10);
        pass(19_900);
        assertThat(cut).isEmpty();
        pass(300);
        assertThat(cut).hasSize(1);
        pass(9_500);
        assertThat(cut).hasSize(1);
        pass(500);
        assertThat(cut).hasSize(2);
        assertThat(bodies.count()).isZero();
    }

    @Test
    void noBodyHasMoreTimeThanTheLargestOne() {
        body(Long.MAX_VALUE);
        pass(36_300);
        assertThat(cut).hasSize(1);
    }

    @Test
    void bodyOfUnknownSizeHasMoreTimeForWhatHasCome() throws Exception {
        LateBody body = body(-1);
        for (int step = 0; step < 5; step++) {
            body.doRead(NOWHERE);
        }
        pass(24_900);
        assertThat(cut).isEmpty();
        pass(300);
        assertThat(cut).hasSize(1);
    }

    /** So that an idle node has nothing to do. */
    @Test
    void nothingIsScannedWhenNoBodyIsOnItsWay() throws Exception {
        body(1 << 16).doRead(NOWHERE);
        pass(1_000);
        assertThat(timer.waiting()).isZero();
        body(100);
        pass(20_300);
        assertThat(cut).hasSize(1);
    }

    @Test
    void bodyThatIsCompleteIsNotCut() throws Exception {
        body(1 << 16).doRead(NOWHERE);
        assertThat(bodies.count()).isZero();
        pass(60_000);
        assertThat(cut).isEmpty();
    }

    @Test
    void thoseThatBeganFirstAreCutWhenTheyKeepHalfTheThreads() {
        for (int i = 0; i < THREADS + 2; i++) {
            body(100);
            pass(10);
        }
        pass(500);
        assertThat(cut).isEmpty();
        pass(1_000);
        assertThat(cut).hasSize(2);
        assertThat(bodies.count()).isEqualTo(THREADS);
    }

    /** Those that are cut answer and close, which takes the processors for a moment: not all of them in the same one. */
    @Test
    void roomIsMadeForEachThatBeginsAndNotForAllInOneScan() {
        for (int i = 0; i < THREADS; i++) {
            body(100);
        }
        pass(1_000);
        for (int i = 1; i <= 5; i++) {
            pass(20);
            body(100);
            assertThat(cut).hasSize(i);
        }
    }

    @Test
    void threadsThatWaitForBodiesAreReplaced() {
        threads.setContainer(limits::add);
        List<LateBody> begun = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            begun.add(body(100));
            assertThat(limits.get(limits.size() - 1)).isGreaterThanOrEqualTo(Math.min(2 * THREADS, THREADS + i + 1));
        }
        pass(500);
        assertThat(cut).isEmpty();
        begun.forEach(LateBody::end);
        pass(500);
        assertThat(limits).containsExactly(THREADS, THREADS + 16, 2 * THREADS, THREADS);
        assertThat(timer.waiting()).isZero();
    }

    @Test
    void floodOfThemNeverKeepsAllThreads() {
        for (int i = 0; i < 200; i++) {
            body(100);
            assertThat(bodies.count()).isLessThan(2 * THREADS);
            pass(5);
        }
        assertThat(cut).hasSizeGreaterThan(150);
    }

    @Test
    void theyAreCutSoonerWhenFewThreadsAreLeft() {
        for (int i = 0; i < 2 * THREADS * 4 / 5; i++) {
            body(100);
        }
        pass(500);
        assertThat(bodies.count()).isEqualTo(THREADS);
    }
}
