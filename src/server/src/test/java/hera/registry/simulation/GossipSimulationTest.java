package hera.registry.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Runs everything with few seeds, or what {@code -Dhera.scenario} and {@code -Dhera.seeds} say. */
class GossipSimulationTest {
    private static final Logger GOSSIP = (Logger) LoggerFactory.getLogger("hera");

    @BeforeAll
    static void beQuiet() {
        GOSSIP.setLevel(Level.OFF);
    }

    @AfterAll
    static void speakAgain() {
        GOSSIP.setLevel(null);
    }

    static Stream<Arguments> runs() {
        String only = System.getProperty("hera.scenario");
        SeedRange seeds = SeedRange.parse(System.getProperty("hera.seeds", "1..3"));
        return (only == null ? Runs.names().stream() : Stream.of(only))
                .flatMap(name -> seeds.stream().mapToObj(seed -> Arguments.of(name, seed)));
    }

    @ParameterizedTest(name = "{0}, seed {1}")
    @MethodSource("runs")
    void everyPromiseHolds(String name, long seed) {
        Runs.Summary outcome = Runs.run(name, seed);
        assertThat(outcome.events()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"everything", "mixed", "backlog"})
    void seedDecidesAllThatHappens(String name) {
        Runs.Summary once = Runs.run(name, 1);
        assertThat(Runs.run(name, 1)).isEqualTo(once);
        assertThat(Runs.run(name, 2).hash()).isNotEqualTo(once.hash());
    }

    @Test
    void seedsAreOneOrARange() {
        assertThat(SeedRange.parse("7").stream()).containsExactly(7L);
        assertThat(SeedRange.parse("2..4").stream()).containsExactly(2L, 3L, 4L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "many", "1..", "4..2"})
    void seedsThatAreNoneAreRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SeedRange.parse(text))
                .withMessageContaining("hera.seeds=");
    }

    /** The seeds to run: {@code 7} is one, {@code 1..500} are five hundred. */
    private record SeedRange(long first, long last) {
        private static final Pattern FORM = Pattern.compile("(\\d{1,18})(?:\\.\\.(\\d{1,18}))?");

        static SeedRange parse(String text) {
            Matcher form = FORM.matcher(text);
            if (!form.matches()) {
                throw new IllegalArgumentException("hera.seeds=" + text + " is neither a seed nor first..last");
            }
            long first = Long.parseLong(form.group(1));
            long last = form.group(2) == null ? first : Long.parseLong(form.group(2));
            if (last < first) {
                throw new IllegalArgumentException("hera.seeds=" + text + " ends before it begins");
            }
            return new SeedRange(first, last);
        }

        LongStream stream() {
            return LongStream.rangeClosed(first, last);
        }
    }
}
