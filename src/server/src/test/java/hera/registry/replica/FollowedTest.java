package hera.registry.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FollowedTest {
    private final Followed followed = new Followed();

    @BeforeEach
    void followToTen() {
        followed.add(List.of(new Span(0, 10)), List.of());
    }

    @Test
    void cursorMovesWithWhatFollows() {
        followed.add(List.of(new Span(10, 20)), List.of());
        followed.add(List.of(new Span(5, 15)), List.of());
        assertThat(followed.last()).isEqualTo(20);
        assertThat(followed.gaps()).isEmpty();
    }

    @Test
    void whatBeginsBeyondTheCursorMovesNothing() {
        followed.add(List.of(new Span(11, 20)), List.of());
        assertThat(followed.last()).isEqualTo(10);
        assertThat(followed.gaps()).isEmpty();
    }

    @Test
    void sendersGapIsKept() {
        followed.add(List.of(new Span(10, 40)), List.of(new Span(0, 30)));
        assertThat(followed.last()).isEqualTo(40);
        assertThat(followed.gaps()).containsExactly(new Span(10, 30));
    }

    @Test
    void sendersGapBelowTheCursorTakesNothingAway() {
        followed.add(List.of(new Span(10, 20)), List.of(new Span(0, 8)));
        assertThat(followed.gaps()).isEmpty();
    }

    @Test
    void gapClosesFromItsBeginningAsFarAsSomethingCame() {
        followed.add(List.of(new Span(10, 40)), List.of(new Span(10, 30)));
        followed.add(List.of(new Span(10, 15), new Span(40, 40)), List.of());
        assertThat(followed.gaps()).containsExactly(new Span(15, 30));
        followed.add(List.of(new Span(15, 25), new Span(40, 50)), List.of(new Span(16, 20)));
        assertThat(followed.gaps()).containsExactly(new Span(16, 20), new Span(25, 30));
        assertThat(followed.last()).isEqualTo(50);
    }

    @Test
    void whoHasNoGapClosesIt() {
        followed.add(List.of(new Span(10, 40)), List.of(new Span(10, 30)));
        followed.add(List.of(new Span(5, 40)), List.of());
        assertThat(followed.gaps()).isEmpty();
    }

    @Test
    void gapIsGivenUpWhenNothingInItCanBeAliveOrBuried() {
        followed.add(List.of(new Span(10, 40)), List.of(new Span(10, 30)));
        long end = 30 + Followed.GAP_KEPT_MILLIS;
        followed.add(List.of(new Span(40, end)), List.of());
        assertThat(followed.gaps()).containsExactly(new Span(10, 30));
        followed.add(List.of(new Span(end, end + 1)), List.of());
        assertThat(followed.gaps()).isEmpty();
    }

    @Test
    void oldestGapsAreGivenUpWhenThereAreMany() {
        for (long i = 1; i <= Followed.MAX_GAPS + 1; i++) {
            followed.add(List.of(new Span(10 * i, 10 * i + 10)), List.of(new Span(10 * i, 10 * i + 5)));
        }
        assertThat(followed.gaps()).hasSize(Followed.MAX_GAPS);
        assertThat(followed.gaps().get(0)).isEqualTo(new Span(20, 25));
    }
}
