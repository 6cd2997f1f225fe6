package hera.simulation;

import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SmallClusterTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whatAllWriteInOneMomentEndsTheSameEverywhere(long seed) {
        assertThatCode(() -> SameMoment.run(seed)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whoWasAwayGetsAllOfIt(long seed) {
        assertThatCode(() -> Backlog.run(seed)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whoComesBackBringsNothingIntoDisorder(long seed) {
        assertThatCode(() -> Return.run(seed)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void theLaterWriteHolds(long seed) {
        assertThatCode(() -> LaterWrite.run(seed)).doesNotThrowAnyException();
    }
}
