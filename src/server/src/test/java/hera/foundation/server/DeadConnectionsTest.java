package hera.foundation.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeadConnectionsTest {
    private static final int PORT = 0x1F90;
    private static final String HEAD =
            "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n";

    @TempDir
    Path directory;

    private DeadConnections reading(String... lines) throws IOException {
        assumeTrue(ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN, "the lines are those of such a machine");
        Path table = directory.resolve("tcp");
        Files.writeString(table, HEAD + String.join("\n", lines) + "\n");
        return new DeadConnections(() -> PORT, List.of(directory.resolve("absent"), table));
    }

    @Test
    void clientToWhichDataWasSentThriceIsOne() throws IOException {
        assertThat(reading(
                                "   1: 0100007F:1F90 0700000A:A3C2 01 00000003:00000000 01:00000014 00000002     0        0 1 1 0 20 4 30 10 -1")
                        .get())
                .containsExactly(new InetSocketAddress("10.0.0.7", 0xA3C2));
    }

    @Test
    void addressesOfBothProtocolsAreRead() throws IOException {
        assertThat(reading(
                                "   1: 0000000000000000FFFF00000100007F:1F90 0000000000000000FFFF00000700000A:A3C2 01 00000003:00000000 01:00000014 00000003     0        0 1 1 0 20 4 30 10 -1",
                                "   2: 00000000000000000000000001000000:1F90 B80D0120000000000000000001000000:0001 01 00000003:00000000 01:00000014 00000003     0        0 1 1 0 20 4 30 10 -1")
                        .get())
                .containsExactlyInAnyOrder(
                        new InetSocketAddress("10.0.0.7", 0xA3C2), new InetSocketAddress("2001:db8::1", 1));
    }

    @Test
    void othersAreNone() throws IOException {
        assertThat(reading(
                                "   1: 0100007F:1F90 0700000A:A3C2 01 00000003:00000000 01:00000014 00000001     0        0 1 1 0 20 4 30 10 -1",
                                "   2: 0100007F:1F91 0700000A:A3C2 01 00000003:00000000 01:00000014 00000009     0        0 1 1 0 20 4 30 10 -1",
                                "   3: 0100007F:1F90 0700000A:A3C3 04 00000003:00000000 01:00000014 00000009     0        0 1 1 0 20 4 30 10 -1",
                                "   4: 0100007F:1F90 0700000A:A3C4 01 00000003:00000000 04:00000014 00000009     0        0 1 1 0 20 4 30 10 -1",
                                "   5: 0100007F:1F90 0700000A:A3C5 01 00000000:00000000 00:00000000 00000000     0        0 1 1 0 20 4 30 10 -1",
                                "garbage")
                        .get())
                .isEmpty();
    }

    @Test
    void noneIsKnownWhereTheSystemDoesNotSay() {
        assertThat(new DeadConnections(() -> PORT, List.of(directory.resolve("absent"))).get())
                .isEmpty();
    }
}
