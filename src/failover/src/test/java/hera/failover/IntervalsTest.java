package hera.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IntervalsTest {
    @Test
    void defaultsAreTheOriginals() {
        assertThat(Intervals.DEFAULT.lease()).isEqualTo(Duration.ofMillis(4_500));
        assertThat(Intervals.DEFAULT.validity()).isEqualTo(Duration.ofMillis(4_050));
    }

    @Test
    void namedOnesReplaceDefaults() {
        Intervals intervals = Intervals.parse("MASTER=400, slave=500,ticking=500");
        assertThat(intervals.master()).isEqualTo(Duration.ofMillis(400));
        assertThat(intervals.lease()).isEqualTo(Duration.ofSeconds(1));
        assertThat(intervals.error()).isEqualTo(Duration.ofSeconds(5));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "master=-1 | MASTER is -1 ms",
                "slave=0 | SLAVE is 0 ms, it must be 1 to 3600000 ms",
                "init=-1 | INIT is -1 ms, it must be 0 to",
                "error=3600001 | ERROR is 3600001 ms",
                "master=fast | whole number",
                "master=1.5 | whole number",
                "beat=5 | intervals are init, master",
                "master | is not NAME=MILLISECONDS",
                "master=4000 | 2 * 4000 > 0.9 * (2500 + 2000)"
            })
    void badOnesAreRefused(String text, String message) {
        assertThatThrownBy(() -> Intervals.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"init", "master", "slave", "ticking", "error"})
    void eachIsRefusedBeyondItsBoundsAndAsText(String name) {
        for (String value : List.of("-1", "3600001", "soon", "99999999999999999999", "")) {
            assertThatThrownBy(() -> Intervals.parse(name + "=" + value))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(value);
        }
        if (!name.equals("init")) {
            assertThatThrownBy(() -> Intervals.parse(name + "=0"))
                    .hasMessageContaining(name.toUpperCase(Locale.ROOT) + " is 0 ms");
        }
    }

    @Test
    void initMayBeNought() {
        assertThat(Intervals.parse("init=0").init()).isZero();
    }
}
