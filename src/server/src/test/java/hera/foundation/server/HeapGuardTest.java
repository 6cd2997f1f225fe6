package hera.foundation.server;

import static org.assertj.core.api.Assertions.assertThat;

import hera.foundation.time.Moment;
import hera.harness.ManualTimer;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class HeapGuardTest {
    private static final long MIB = 1 << 20;

    private final ManualTimer timer = new ManualTimer();
    private final AtomicInteger collections = new AtomicInteger();
    private HeapGuard.Usage usage = usage(0, 0);
    private final HeapGuard guard = new HeapGuard(
            () -> usage,
            collections::incrementAndGet,
            () -> new Moment(0, timer.now().toMillis()),
            timer);

    private static HeapGuard.Usage usage(long afterCollections, long now) {
        return new HeapGuard.Usage(afterCollections * MIB, now * MIB, 100 * MIB);
    }

    private boolean isLow(long afterCollections, long now) {
        usage = usage(afterCollections, now);
        guard.look();
        return guard.getAsBoolean();
    }

    @Test
    void garbageDoesNotCount() {
        assertThat(isLow(0, 99)).isFalse();
        assertThat(isLow(50, 99)).isFalse();
    }

    @Test
    void whatCollectionsLeaveCounts() {
        assertThat(isLow(85, 99)).isFalse();
        assertThat(isLow(86, 99)).isTrue();
        assertThat(isLow(81, 99)).isTrue();
        assertThat(isLow(80, 99)).isFalse();
        assertThat(isLow(84, 99)).isFalse();
    }

    @Test
    void oldCollectionIsNotBelievedAgainstWhatIsInUseNow() {
        assertThat(isLow(90, 95)).isTrue();
        assertThat(isLow(90, 60)).isFalse();
    }

    /** So that an idle node has nothing to do. */
    @Test
    void heapIsLookedAtWhenThatIsAskedForAndDue() {
        assertThat(isLow(0, 0)).isFalse();
        usage = usage(90, 95);
        assertThat(guard.getAsBoolean()).isFalse();
        timer.advance(HeapGuard.LOOK_INTERVAL);
        assertThat(guard.getAsBoolean()).isTrue();
    }

    @Test
    void collectionIsAskedForWhileMemoryIsLow() {
        isLow(90, 95);
        assertThat(collections).hasValue(0);
        timer.advance(HeapGuard.COLLECTION_INTERVAL);
        isLow(90, 95);
        isLow(90, 95);
        assertThat(collections).hasValue(1);
        timer.advance(HeapGuard.COLLECTION_INTERVAL);
        isLow(90, 95);
        assertThat(collections).hasValue(2);
    }

    @Test
    void largeThingFitsWhatLiesFree() {
        usage = usage(0, 50);
        assertThat(guard.hasRoomFor(40 * MIB)).isTrue();
        assertThat(collections).hasValue(0);
    }

    @Test
    void garbageAndWhatCanBeHadAgainMakeRoomForALargeThing() {
        usage = usage(0, 80);
        guard.isRelievedBy(() -> usage = usage(0, 40));
        assertThat(guard.hasRoomFor(40 * MIB)).isTrue();
        assertThat(collections).hasValue(1);
    }

    @Test
    void largeThingThatDoesNotFitIsRefused() {
        usage = usage(0, 80);
        assertThat(guard.hasRoomFor(40 * MIB)).isFalse();
        assertThat(guard.hasRoomFor(10 * MIB)).isTrue();
    }

    @Test
    void whatWasAllowedCountsUntilTheNextCollection() {
        AtomicInteger reliefs = new AtomicInteger();
        usage = usage(0, 95);
        guard.isRelievedBy(() -> usage = usage(0, reliefs.incrementAndGet() * 20L));
        assertThat(guard.hasRoomFor(40 * MIB)).isTrue();
        usage = usage(0, 95);
        assertThat(guard.hasRoomFor(40 * MIB)).isFalse();
        assertThat(collections).hasValue(1);
        timer.advance(HeapGuard.RELIEF_INTERVAL);
        assertThat(guard.hasRoomFor(40 * MIB)).isTrue();
        assertThat(collections).hasValue(2);
    }

    @Test
    void lowHeapGivesUpWhatCanBeHadAgain() {
        AtomicInteger reliefs = new AtomicInteger();
        guard.isRelievedBy(reliefs::incrementAndGet);
        isLow(90, 95);
        assertThat(reliefs).hasValue(1);
        timer.advance(HeapGuard.RELIEF_INTERVAL);
        isLow(90, 95);
        assertThat(collections).hasValue(1);
    }
}
