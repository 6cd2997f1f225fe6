package hera.registry.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CursorTest {
    private final Cursor followed = new Cursor();

    @BeforeEach
    void followToTen() {
        followed.add(List.of(new TimestampRange(0, 10)), List.of());
    }

    @Test
    void cursorMovesWithWhatFollows() {
        followed.add(List.of(new TimestampRange(10, 20)), List.of());
        followed.add(List.of(new TimestampRange(5, 15)), List.of());
        assertThat(followed.last()).isEqualTo(20);
        assertThat(followed.gaps()).isEmpty();
    }

    @Test
    void whatBeginsBeyondTheCursorMovesNothing() {
        followed.add(List.of(new TimestampRange(11, 20)), List.of());
        assertThat(followed.last()).isEqualTo(10);
        assertThat(followed.gaps()).isEmpty();
    }

    @Test
    void sendersGapIsKept() {
        followed.add(List.of(new TimestampRange(10, 40)), List.of(new TimestampRange(0, 30)));
        assertThat(followed.last()).isEqualTo(40);
        assertThat(followed.gaps()).containsExactly(new TimestampRange(10, 30));
    }

    @Test
    void sendersGapBelowTheCursorTakesNothingAway() {
        followed.add(List.of(new TimestampRange(10, 20)), List.of(new TimestampRange(0, 8)));
        assertThat(followed.gaps()).isEmpty();
    }

    @Test
    void gapClosesFromItsBeginningAsFarAsSomethingCame() {
        followed.add(List.of(new TimestampRange(10, 40)), List.of(new TimestampRange(10, 30)));
        followed.add(List.of(new TimestampRange(10, 15), new TimestampRange(40, 40)), List.of());
        assertThat(followed.gaps()).containsExactly(new TimestampRange(15, 30));
        followed.add(
                List.of(new TimestampRange(15, 25), new TimestampRange(40, 50)), List.of(new TimestampRange(16, 20)));
        assertThat(followed.gaps()).containsExactly(new TimestampRange(16, 20), new TimestampRange(25, 30));
        assertThat(followed.last()).isEqualTo(50);
    }

    @Test
    void whoHasNoGapClosesIt() {
        followed.add(List.of(new TimestampRange(10, 40)), List.of(new TimestampRange(10, 30)));
        followed.add(List.of(new TimestampRange(5, 40)), List.of());
        assertThat(followed.gaps()).isEmpty();
    }

    @Test
    void gapIsGivenUpWhenNothingInItCanBeAliveOrBuried() {
        followed.add(List.of(new TimestampRange(10, 40)), List.of(new TimestampRange(10, 30)));
        long end = 30 + Cursor.GAP_KEPT_MILLIS;
        followed.add(List.of(new TimestampRange(40, end)), List.of());
        assertThat(followed.gaps()).containsExactly(new TimestampRange(10, 30));
        followed.add(List.of(new TimestampRange(end, end + 1)), List.of());
        assertThat(followed.gaps()).isEmpty();
    }

    @Test
    void oldestGapsAreGivenUpWhenThereAreMany() {
        for (long i = 1; i <= Cursor.MAX_GAPS + 1; i++) {
            followed.add(
                    List.of(new TimestampRange(10 * i, 10 * i + 10)), List.of(new TimestampRange(10 * i, 10 * i + 5)));
        }
        assertThat(followed.gaps()).hasSize(Cursor.MAX_GAPS);
        assertThat(followed.gaps().get(0)).isEqualTo(new TimestampRange(20, 25));
    }
}
