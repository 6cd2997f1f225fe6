package hera.command;

import static org.assertj.core.api.Assertions.assertThat;

import hera.harness.CannedNode;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The command against a sidecar with written-down answers. */
class RingCommandTest {
    private static final String RING = """
            {"ring":"default","self":"a","checksum":"8c31463a4981d07e","policy":"next","members":{
              "a":{"address":"10.0.0.1:5000","state":"alive","on_ring":true,"share":0.503122,"inflight":7},
              "b":{"address":"10.0.0.2:5000","state":"gone","on_ring":false,"share":0.000000,"inflight":0}}}""";

    private final CannedNode node;
    private final CommandRun run = new CommandRun();

    RingCommandTest() throws IOException {
        node = new CannedNode();
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void membersAreShownWithTheirShares() {
        node.on("/_ring", 200, RING);
        assertThat(run.run("ring", "--node", node.address())).isZero();
        assertThat(run.out()).isEqualTo("""
            Ring default, checksum 8c31463a4981d07e, policy next
            MEMBER  ADDRESS        STATE  ON RING   SHARE  OPEN
            a       10.0.0.1:5000  alive  yes      50.3 %     7
            b       10.0.0.2:5000  gone   no        0.0 %     0
            """);
    }

    @Test
    void ownersOfAKeyAreShownBestFirst() {
        node.on("/_ring?key=a%20b", 200, """
            {"key":"a b","order":[{"member":"b","address":"h:2","score":"f73e","state":"alive"},
            {"member":"a","address":"h:1","score":"0001","state":"suspect"}]}""");
        assertThat(run.run("ring", "a b", "--node", node.address())).isZero();
        assertThat(run.out()).isEqualTo("""
               MEMBER  ADDRESS  STATE    SCORE
            1  b       h:2      alive    f73e
            2  a       h:1      suspect  0001
            """);
    }

    @Test
    void emptyRingIsARefusalWithTheSidecarsWords() {
        node.on("/_ring?key=k", 503, "{\"detail\":\"No member is on the ring.\"}");
        assertThat(run.run("ring", "k", "--node", node.address())).isEqualTo(1);
        assertThat(run.err()).contains("No member is on the ring.");
    }

    @Test
    void whatIsNoRingIsSaidToBeNone() {
        node.on("/_ring?key=k", 200, "{\"order\":{}}");
        assertThat(run.run("ring", "k", "--node", node.address())).isEqualTo(1);
        assertThat(run.err()).contains("is no ring");
    }
}
