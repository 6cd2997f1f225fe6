package hera.client.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import hera.client.http.Resolved;
import hera.client.time.Chance;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class NodeTableTest {
    private static final List<NodeAddress> NAMES =
            Stream.of("a:1", "b:1", "c:1", "d:1").map(NodeAddress::parse).toList();

    /** However alike the answers of the name server are. */
    @Test
    void clientsBeginWithDifferentNodes() {
        Set<String> first = new HashSet<>();
        for (int seed = 0; seed < 40; seed++) {
            NodeTable table = new NodeTable(NAMES, null, true, new Chance(seed));
            for (int i = 0; i < NAMES.size(); i++) {
                table.resolved(NAMES.get(i), List.of(new Resolved("10.0.0." + i, false)));
            }
            first.add(table.order().get(0).toString());
        }
        assertThat(first).hasSize(NAMES.size());
    }
}
