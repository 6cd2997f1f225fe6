package hera.registry.simulation;

import static org.assertj.core.api.Assertions.assertThatCode;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** The complete database is everywhere, whatever connected graph the nodes' neighbours make. */
class NeighbourhoodTest {
    private static final Logger HERA = (Logger) LoggerFactory.getLogger("hera");

    @BeforeAll
    static void beQuiet() {
        HERA.setLevel(Level.OFF);
    }

    @AfterAll
    static void speakAgain() {
        HERA.setLevel(null);
    }

    @ParameterizedTest(name = "{0} nodes, {1} links more than a tree, seed {2}")
    @CsvSource({"50, 0, 1", "50, 10, 2", "50, 60, 3", "12, 3, 4"})
    void everyNodeHoldsEverythingThoughHubsDie(int nodes, int moreLinks, long seed) {
        assertThatCode(() -> Neighbourhood.run(nodes, moreLinks, seed)).doesNotThrowAnyException();
    }
}
