package hera.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import hera.command.ClusterDocument.OriginSummary;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReplicaDiffTest {
    @Test
    void nodesThatHoldTheSameDoNotDiffer() {
        Map<String, OriginSummary> same = Map.of("x", new OriginSummary(5, 2, "d"));
        assertThat(compare(same, same).isEqual()).isTrue();
    }

    @Test
    void nothingOfAnOriginIsAsGoodAsNotKnowingIt() {
        assertThat(compare(Map.of("x", new OriginSummary(5, 0, "")), Map.of()).isEqual())
                .isTrue();
    }

    @Test
    void theSameContentIsTheSameHoweverFarEachHasFollowed() {
        assertThat(compare(Map.of("x", new OriginSummary(5_000, 3, "d")), Map.of("x", new OriginSummary(3_800, 3, "d")))
                        .isEqual())
                .isTrue();
    }

    @Test
    void theOneBehindIsNamedWithHowMuch() {
        ReplicaDiff comparison =
                compare(Map.of("x", new OriginSummary(5_000, 3, "d")), Map.of("x", new OriginSummary(3_800, 1, "e")));
        assertThat(comparison.differences())
                .extracting(ReplicaDiff.Difference::node, ReplicaDiff.Difference::text)
                .containsExactly(tuple("a", ""), tuple("b", "1.2 s behind, 2 entries fewer"));
    }

    @Test
    void otherContentIsSeenByTheDigestAlone() {
        ReplicaDiff comparison =
                compare(Map.of("x", new OriginSummary(5, 3, "d")), Map.of("x", new OriginSummary(5, 3, "e")));
        assertThat(comparison.differences())
                .extracting(ReplicaDiff.Difference::text)
                .contains("as many entries, but others");
    }

    @Test
    void onlyOriginsThatDifferAreListed() {
        ReplicaDiff comparison = compare(
                Map.of("x", new OriginSummary(5, 3, "d"), "y", new OriginSummary(9, 1, "f")),
                Map.of("x", new OriginSummary(5, 3, "d")));
        assertThat(comparison.differences())
                .extracting(ReplicaDiff.Difference::origin)
                .containsOnly("y");
        assertThat(comparison.differences())
                .extracting(ReplicaDiff.Difference::text)
                .contains("holds nothing of it");
    }

    private static ReplicaDiff compare(Map<String, OriginSummary> a, Map<String, OriginSummary> b) {
        return ReplicaDiff.of(Map.of("a", view("a", a), "b", view("b", b)));
    }

    private static ClusterDocument view(String name, Map<String, OriginSummary> origins) {
        return new ClusterDocument(name, "1", Map.of(), Map.of(), Map.of(), origins);
    }
}
