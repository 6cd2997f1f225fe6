package hera.spawn;

import static org.assertj.core.api.Assertions.assertThat;

import hera.foundation.http.HostPort;
import hera.spawn.log.NodeRow;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FileNodesTest {
    private static final ConfiguredNode A = entry(1, 0);
    private static final ConfiguredNode B = entry(2, 0);

    @Test
    void newEntriesApply() {
        FileNodes changes = FileNodes.of(List.of(A, B), Set.of(A.line()), List.of(row(1)), Set.of());
        assertThat(changes.rows()).extracting(NodeRow::address).containsExactly(B.address());
        assertThat(changes.deleted()).isEmpty();
    }

    @Test
    void changedEntriesBeatTheApi() {
        FileNodes changes = FileNodes.of(List.of(entry(1, 7)), Set.of(A.line()), List.of(row(1)), Set.of());
        assertThat(changes.rows()).extracting(NodeRow::priority).containsExactly(7);
        assertThat(changes.rows()).extracting(NodeRow::position).containsExactly(5L);
    }

    @Test
    void whatTheApiRemovedStaysAway() {
        FileNodes changes = FileNodes.of(List.of(A), Set.of(A.line()), List.of(), Set.of());
        assertThat(changes).isEqualTo(new FileNodes(List.of(), List.of()));
    }

    @Test
    void goneEntriesGoUnlessSomethingIsPending() {
        Set<String> before = Set.of(A.line(), B.line());
        FileNodes changes = FileNodes.of(List.of(), before, List.of(row(1), row(2)), Set.of(2L));
        assertThat(changes.deleted()).containsExactly(1L);
        assertThat(changes.rows()).extracting(NodeRow::active).containsExactly(false);
    }

    private static ConfiguredNode entry(int port, int priority) {
        return new ConfiguredNode(new HostPort("n", port), false, priority, true, false);
    }

    private static NodeRow row(int port) {
        return new NodeRow(port, new HostPort("n", port), false, 3, true, false, false, 0, 5);
    }
}
