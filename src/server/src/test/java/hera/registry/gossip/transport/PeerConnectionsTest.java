package hera.registry.gossip.transport;

import static org.assertj.core.api.Assertions.assertThat;

import hera.harness.ManualTimer;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class PeerConnectionsTest {
    private final ManualTimer timer = new ManualTimer();
    private final PeerConnections connections = new PeerConnections(timer);

    @AutoClose
    private final PoisonPeer peer = PoisonPeer.that(line -> {});

    private PeerConnection kept() throws IOException {
        PeerConnection made = new PeerConnection(peer.address(), null);
        made.open();
        connections.keep(made);
        return made;
    }

    @Test
    void theOneUsedLastIsTakenFirst() throws IOException {
        PeerConnection first = kept();
        PeerConnection second = kept();
        assertThat(connections.take(peer.address())).isSameAs(second);
        assertThat(connections.take(peer.address())).isSameAs(first);
        assertThat(connections.take(peer.address())).isNull();
    }

    @Test
    void twoAreKeptAndTheThirdIsClosed() throws IOException {
        kept();
        PeerConnection second = kept();
        assertThat(kept().isOpen()).isFalse();
        assertThat(connections.take(peer.address())).isSameAs(second);
    }

    @Test
    void oneThatNobodyUsesIsClosedAfterTwoSweeps() throws IOException {
        PeerConnection unused = kept();
        timer.advance(Duration.ofSeconds(29));
        assertThat(unused.isOpen()).isTrue();
        timer.advance(Duration.ofSeconds(1));
        assertThat(unused.isOpen()).isFalse();
        assertThat(connections.take(peer.address())).isNull();
        assertThat(timer.waiting()).isZero();
    }

    @Test
    void oneThatIsUsedIsKept() throws IOException {
        PeerConnection used = kept();
        for (int sweeps = 0; sweeps < 4; sweeps++) {
            timer.advance(Duration.ofSeconds(15));
            assertThat(connections.take(peer.address())).isSameAs(used);
            connections.keep(used);
        }
        assertThat(used.isOpen()).isTrue();
    }

    @Test
    void noneIsKeptAfterTheEnd() throws IOException {
        PeerConnection before = kept();
        connections.close();
        assertThat(before.isOpen()).isFalse();
        assertThat(kept().isOpen()).isFalse();
    }
}
