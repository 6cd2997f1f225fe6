package hera.registry.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CursorTest {
    private Cursor cursor = Cursor.START;

    @BeforeEach
    void followToTen() {
        cursor = cursor.advance(List.of(new TimestampRange(0, 10)), List.of());
    }

    @Test
    void cursorMovesWithWhatFollows() {
        cursor = cursor.advance(List.of(new TimestampRange(10, 20)), List.of());
        cursor = cursor.advance(List.of(new TimestampRange(5, 15)), List.of());
        assertThat(cursor.last()).isEqualTo(20);
        assertThat(cursor.gaps()).isEmpty();
    }

    @Test
    void whatBeginsBeyondTheCursorMovesNothing() {
        cursor = cursor.advance(List.of(new TimestampRange(11, 20)), List.of());
        assertThat(cursor.last()).isEqualTo(10);
        assertThat(cursor.gaps()).isEmpty();
    }

    @Test
    void sendersGapIsKept() {
        cursor = cursor.advance(List.of(new TimestampRange(10, 40)), List.of(new TimestampRange(0, 30)));
        assertThat(cursor.last()).isEqualTo(40);
        assertThat(cursor.gaps()).containsExactly(new TimestampRange(10, 30));
    }

    @Test
    void sendersGapBelowTheCursorTakesNothingAway() {
        cursor = cursor.advance(List.of(new TimestampRange(10, 20)), List.of(new TimestampRange(0, 8)));
        assertThat(cursor.gaps()).isEmpty();
    }

    @Test
    void gapClosesFromItsBeginningAsFarAsSomethingCame() {
        cursor = cursor.advance(List.of(new TimestampRange(10, 40)), List.of(new TimestampRange(10, 30)));
        cursor = cursor.advance(List.of(new TimestampRange(10, 15), new TimestampRange(40, 40)), List.of());
        assertThat(cursor.gaps()).containsExactly(new TimestampRange(15, 30));
        cursor = cursor.advance(
                List.of(new TimestampRange(15, 25), new TimestampRange(40, 50)), List.of(new TimestampRange(16, 20)));
        assertThat(cursor.gaps()).containsExactly(new TimestampRange(16, 20), new TimestampRange(25, 30));
        assertThat(cursor.last()).isEqualTo(50);
    }

    @Test
    void whoHasNoGapClosesIt() {
        cursor = cursor.advance(List.of(new TimestampRange(10, 40)), List.of(new TimestampRange(10, 30)));
        cursor = cursor.advance(List.of(new TimestampRange(5, 40)), List.of());
        assertThat(cursor.gaps()).isEmpty();
    }

    @Test
    void gapIsGivenUpWhenNothingInItCanBeAliveOrBuried() {
        cursor = cursor.advance(List.of(new TimestampRange(10, 40)), List.of(new TimestampRange(10, 30)));
        long end = 30 + Cursor.GAP_KEPT_MILLIS;
        cursor = cursor.advance(List.of(new TimestampRange(40, end)), List.of());
        assertThat(cursor.gaps()).containsExactly(new TimestampRange(10, 30));
        cursor = cursor.advance(List.of(new TimestampRange(end, end + 1)), List.of());
        assertThat(cursor.gaps()).isEmpty();
    }

    @Test
    void oldestGapsAreGivenUpWhenThereAreMany() {
        for (long i = 1; i <= Cursor.MAX_GAPS + 1; i++) {
            cursor = cursor.advance(
                    List.of(new TimestampRange(10 * i, 10 * i + 10)), List.of(new TimestampRange(10 * i, 10 * i + 5)));
        }
        assertThat(cursor.gaps()).hasSize(Cursor.MAX_GAPS);
        assertThat(cursor.gaps().get(0)).isEqualTo(new TimestampRange(20, 25));
    }
}
