package hera.command.failover;

import static org.assertj.core.api.Assertions.assertThat;

import hera.harness.BlockableProxy;
import hera.harness.HeraProcess;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Members whose store is a server, and may be out of reach for one of them or for all. */
abstract class NetworkedFailoverIT extends FailoverIT {
    /** The port of the server. */
    abstract int port();

    /** The URL of the store at that port. */
    abstract String storeAt(int port);

    @Override
    final String store() {
        return storeAt(port());
    }

    /** Ends the server, as a crash does where it can. */
    abstract void stopStore() throws Exception;

    /** Starts the server again, with the data that it had. */
    abstract void startStore() throws Exception;

    /** A server ends the transaction of a stopped member. */
    @Override
    final boolean storeIsLocked() {
        return false;
    }

    private HeraProcess memberBehind(BlockableProxy way) {
        return memberWith(Map.of("HERA_STORE", storeAt(way.port())));
    }

    @Test
    void storeThatIsDownEndsTheCommandAndComesBack() throws Exception {
        HeraProcess first = member();
        awaitTerm(1);
        stopStore();
        try {
            await().until(() -> first.standardError().contains("state=error"));
            await().until(() -> log().contains("term 1"));
        } finally {
            startStore();
        }
        awaitTerm(2);
        assertOneAtATime();
        assertThat(first.standardError()).contains(" connected").containsOnlyOnce("error=");
    }

    @Test
    void cutOffMemberIsReplacedAndAHangingStoreEndsAll() throws IOException {
        try (BlockableProxy way = new BlockableProxy(port());
                BlockableProxy other = new BlockableProxy(port())) {
            HeraProcess first = memberBehind(way);
            awaitTerm(1);
            HeraProcess second = memberBehind(other);
            await().until(() -> second.standardError().contains("state=slave"));
            way.stall();
            awaitTerm(2);
            assertThat(log()).contains("term 1");
            way.heal();
            await().until(() -> first.standardError().contains("state=slave"));
            way.stall();
            other.stall();
            await().until(() -> log().contains("term 2"));
            way.cut();
            other.cut();
            way.heal();
            other.heal();
            awaitTerm(3);
            assertOneAtATime();
        }
    }
}
