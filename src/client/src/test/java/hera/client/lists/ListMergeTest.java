package hera.client.lists;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ListMergeTest {
    private static final long MINUTE = 60_000;

    private final ListMerge<String> merge = new ListMerge<>();

    @Test
    void completeAnswerReplacesTheList() {
        merge.takeComplete(Map.of("a", "1", "b", "1"));
        merge.takeComplete(Map.of("b", "2"));
        assertThat(merge.entries()).isEqualTo(Map.of("b", "2"));
    }

    @Test
    void incompleteAnswerAddsAndChangesButTakesNothingAway() {
        merge.takeComplete(Map.of("a", "1", "b", "1"));
        merge.takeIncomplete(Map.of("b", "2", "c", "1"), "n1;x", 0);
        assertThat(merge.entries()).isEqualTo(Map.of("a", "1", "b", "2", "c", "1"));
    }

    @Test
    void incarnationThatListedAnInstanceMayTakeItAway() {
        merge.takeComplete(Map.of("a", "1", "b", "1"));
        merge.takeIncomplete(Map.of("a", "1"), "n1;x", 0);
        merge.takeIncomplete(Map.of(), "n1;x", 1);
        assertThat(merge.entries()).isEqualTo(Map.of("b", "1"));
    }

    @Test
    void anotherIncarnationOfTheSameNodeMayNot() {
        merge.takeIncomplete(Map.of("a", "1"), "n1;x", 0);
        merge.takeIncomplete(Map.of(), "n1;y", 1);
        assertThat(merge.entries()).containsKey("a");
    }

    @Test
    void answerThatDoesNotNameItsIncarnationMayNot() {
        merge.takeIncomplete(Map.of("a", "1"), null, 0);
        merge.takeIncomplete(Map.of(), null, 1);
        assertThat(merge.entries()).containsKey("a");
    }

    @Test
    void instanceMissingForFiveMinutesIsDropped() {
        merge.takeComplete(Map.of("a", "1"));
        merge.takeIncomplete(Map.of(), "n1;x", 10);
        merge.takeIncomplete(Map.of(), "n2;y", 4 * MINUTE);
        assertThat(merge.nextExpiry()).hasValue(10 + 5 * MINUTE);
        merge.expire(5 * MINUTE + 9);
        assertThat(merge.entries()).containsKey("a");
        merge.expire(5 * MINUTE + 10);
        assertThat(merge.entries()).isEmpty();
        assertThat(merge.nextExpiry()).isEmpty();
    }

    @Test
    void answerAfterFiveMinutesDropsToo() {
        merge.takeComplete(Map.of("a", "1"));
        merge.takeIncomplete(Map.of(), "n1;x", 0);
        merge.takeIncomplete(Map.of(), "n2;y", 5 * MINUTE);
        assertThat(merge.entries()).isEmpty();
    }

    @Test
    void instanceThatIsListedAgainHasItsFiveMinutesAgain() {
        merge.takeComplete(Map.of("a", "1"));
        merge.takeIncomplete(Map.of(), "n1;x", 0);
        merge.takeIncomplete(Map.of("a", "1"), "n2;y", 3 * MINUTE);
        merge.takeIncomplete(Map.of(), "n3;z", 4 * MINUTE);
        merge.expire(8 * MINUTE);
        assertThat(merge.entries()).containsKey("a");
        merge.expire(9 * MINUTE);
        assertThat(merge.entries()).isEmpty();
    }

    @Test
    void confirmationByACompleteNodeDropsWhatItLacks() {
        merge.takeComplete(Map.of("a", "1", "b", "1"));
        merge.takeIncomplete(Map.of("a", "1"), "n1;x", 0);
        merge.confirmComplete();
        assertThat(merge.entries()).isEqualTo(Map.of("a", "1"));
        assertThat(merge.nextExpiry()).isEmpty();
    }

    @Test
    void nodesRestartedOneAfterTheOtherTakeNothingAway() {
        merge.takeComplete(Map.of("a", "1", "b", "1"));
        for (int i = 0; i < 10; i++) {
            merge.takeIncomplete(i % 2 == 0 ? Map.of("a", "1") : Map.of(), "n" + i % 3 + ";" + i, i * 20_000L);
            assertThat(merge.entries()).containsOnlyKeys("a", "b");
        }
    }

    @Test
    void differenceNamesAddedChangedAndRemoved() {
        Difference<String> difference =
                Difference.between(Map.of("a", "A", "b", "B", "c", "C"), Map.of("b", "B", "c", "C2", "d", "D"));
        assertThat(difference).isEqualTo(new Difference<>(List.of("D"), List.of("C2"), List.of("A")));
        assertThat(Difference.between(Map.of("a", "A"), Map.of("a", "A")).isEmpty())
                .isTrue();
    }
}
