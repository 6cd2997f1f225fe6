package hera.failover.harness;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A port for a server that starts later, or again. It is below those that systems give to outgoing connections, so that none of
 * them takes it meanwhile.
 */
final class FreePort {
    private static final int LEAST = 30_000;
    private static final int BEYOND = 32_000;

    private FreePort() {}

    static int any() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(LEAST, BEYOND);
            try (ServerSocket probe = new ServerSocket(port)) {
                return probe.getLocalPort();
            } catch (IOException taken) {
                Thread.onSpinWait(); // another may be free
            }
        }
    }
}
