package hera.registry.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How long pages gather, by how many were sent. */
class PageRateTest {
    private static final int A_SECOND = 1_000;

    /** The rate after some seconds of as many pages a second. */
    private static PageRate steady(int perSecond) {
        PageRate rate = PageRate.NONE;
        for (long millis = 0; millis <= 4 * A_SECOND; millis += A_SECOND / perSecond) {
            rate = rate.sent(millis);
        }
        return rate;
    }

    private static long gathers(PageRate rate, long mergeWindowMillis) {
        return rate.nextNotBefore(mergeWindowMillis) - rate.atMillis();
    }

    @Test
    void averageIsTheRate() {
        assertThat(steady(50).perSecond()).isBetween(49.0, 52.0);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, 1",
        "10, 1, 1",
        "50, 1, 5",
        "100, 1, 10",
        "500, 1, 10",
        "500, 0, 0",
        "100, 4, 10",
        "20, 50, 50",
        "100, 1000, 1000"
    })
    void pagesGatherForLongerTheMoreThereAre(int perSecond, long mergeWindowMillis, long gathered) {
        assertThat(gathers(steady(perSecond), mergeWindowMillis)).isEqualTo(gathered);
    }

    @Test
    void changeAfterAQuietWhileGoesAtOnce() {
        assertThat(PageRate.NONE.nextNotBefore(1)).isZero();
        PageRate busy = steady(100);
        PageRate later = busy.sent(busy.atMillis() + 3 * A_SECOND);
        assertThat(gathers(later, 1)).isEqualTo(1);
    }

    @Test
    void rateIsOverWhenNothingFollowsFromIt() {
        PageRate busy = steady(100);
        assertThat(busy.isOver(busy.atMillis(), 1)).isFalse();
        assertThat(busy.isOver(busy.atMillis() + 5 * A_SECOND, 1)).isTrue();
        assertThat(busy.isOver(busy.atMillis() + 5 * A_SECOND, 6 * A_SECOND)).isFalse();
    }
}
