package hera.foundation.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BackoffTest {
    private static final Backoff PEERS = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(5));

    @ParameterizedTest
    @CsvSource({"1,1000", "2,2000", "3,4000", "9,256000", "10,300000", "1000000,300000"})
    void doublesUpToTheMostAndTakesOffAtMostHalf(int failures, long wholeMillis) {
        assertThat(PEERS.after(failures)).hasMillis(wholeMillis);
        SplittableRandom random = new SplittableRandom(failures);
        for (int i = 0; i < 1000; i++) {
            assertThat(PEERS.jittered(failures, random).toMillis()).isBetween(wholeMillis / 2, wholeMillis);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, 2000})
    void aFirstWaitThatIsNoneOrBeyondTheMostIsRefused(long firstMillis) {
        assertThatThrownBy(() -> new Backoff(Duration.ofMillis(firstMillis), Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
