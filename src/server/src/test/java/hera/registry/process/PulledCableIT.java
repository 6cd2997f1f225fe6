package hera.registry.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import hera.harness.Namespaces;
import hera.harness.Namespaces.Result;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three nodes on three hosts, whose cables are pulled: packets vanish, and nobody is told. */
class PulledCableIT {
    private static final String THREE_NODES = Namespaces.HOSTS + """
            host ann 10.99.0.1
            host bob 10.99.0.2
            host cid 10.99.0.3
            flags="--gossip-interval 0.2 --neighbour 10.99.0.1:8080 --neighbour 10.99.0.2:8080 --neighbour 10.99.0.3:8080"
            all_have() { has ann $1 && has bob $1 && has cid $1; }
            """;

    private static final String SPLIT = THREE_NODES + """
            beat() { put ann /split/ann; put bob /split/bob; put cid /split/cid; }
            together() { beat; all_have /split/ann && all_have /split/bob && all_have /split/cid; }
            apart() {
                beat
                has_not cid /split/ann && has_not cid /split/bob && has_not ann /split/cid && has_not bob /split/cid
            }
            for name in ann bob cid; do start $name $flags --liveness 3; done
            until_that together
            pull cid
            until_that apart
            has cid /split/cid
            has ann /split/bob
            has bob /split/ann
            echo apart
            plug cid
            until_that together
            echo together
            """;

    private static final String WITNESS = THREE_NODES + """
            for name in ann bob cid; do start $name $flags --liveness 600; done
            put ann /late/first
            until_that all_have /late/first
            pull cid
            put ann /late/last
            until_that has bob /late/last
            vanish ann
            pull bob
            plug cid
            until_that has cid /late/first
            host ann 10.99.0.1
            start ann $flags --liveness 600
            until_that has ann /late/first
            put ann /late/new
            until_that has cid /late/new
            has_not ann /late/last
            has_not cid /late/last
            echo forgotten
            plug bob
            until_that all_have /late/last
            until_that all_have /late/new
            echo remembered
            """;

    @TempDir
    Path directory;

    @BeforeEach
    void needNamespaces() throws IOException {
        assumeTrue(Namespaces.areAvailable(directory), "networks of one's own are not to be had here");
    }

    @Test
    void longSplitLeavesEachSideItsOwnAndHealsByItself() throws IOException {
        assertEndsWith(Namespaces.run(directory, SPLIT), "apart\ntogether\n");
    }

    @Test
    void lastWritesOfAKilledNodeReachAllByTheirOnlyWitness() throws IOException {
        assertEndsWith(Namespaces.run(directory, WITNESS), "forgotten\nremembered\n");
    }

    private static void assertEndsWith(Result result, String end) {
        assertThat(result.output()).endsWith(end);
        assertThat(result.code()).isZero();
    }
}
