package hera.process;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.random.RandomGenerator;

/**
 * Ports for nodes that must know each other's before they start. They are taken from below the range from which systems
 * give ports to outgoing connections, so that none of those takes one away meanwhile.
 */
final class FreePorts {
    private static final RandomGenerator RANDOM = RandomGenerator.getDefault();
    private static final int LEAST = 20_000;
    private static final int BEYOND = 30_000;

    private FreePorts() {}

    static int any() {
        int port = RANDOM.nextInt(LEAST, BEYOND);
        while (!isFree(port)) {
            port = RANDOM.nextInt(LEAST, BEYOND);
        }
        return port;
    }

    private static boolean isFree(int port) {
        try (ServerSocket probe = new ServerSocket(port)) {
            return probe.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
