package hera.client.lists;

import static org.assertj.core.api.Assertions.assertThat;

import hera.client.time.Chance;
import org.junit.jupiter.api.Test;

class PollPaceTest {
    private final Chance chance = new Chance(1);
    private final PollPace pace = new PollPace();

    private long seconds(boolean isEmpty, boolean changed) {
        long millis = pace.next(isEmpty, changed, chance);
        assertThat(millis % 1_000).as("jittered").isNotZero();
        return Math.round(millis / 1_000.0);
    }

    @Test
    void nothingIsAskedForEachSecond() {
        for (int i = 0; i < 20; i++) {
            assertThat(seconds(true, i == 0)).isEqualTo(1);
        }
    }

    @Test
    void unchangedListIsAskedForLaterAndLater() {
        assertThat(seconds(false, true)).isEqualTo(1);
        assertThat(seconds(false, false)).isEqualTo(2);
        assertThat(seconds(false, false)).isEqualTo(4);
        assertThat(seconds(false, false)).isBetween(7L, 9L);
        assertThat(seconds(false, false)).isBetween(14L, 18L);
        assertThat(seconds(false, false)).isBetween(27L, 33L);
        assertThat(seconds(false, false)).isBetween(27L, 33L);
        assertThat(seconds(false, true)).isEqualTo(1);
        assertThat(seconds(false, false)).isEqualTo(2);
    }
}
