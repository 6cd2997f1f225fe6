package hera.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/**
 * Ports for nodes that must know each other's before they start. They are taken from below the range from which systems
 * give ports to outgoing connections, so that none of those takes one away meanwhile; and each is locked by a file for
 * as long as the tests run, so that no other run of them on this machine does, nor another test of this one.
 */
public final class FreePorts {
    private static final RandomGenerator RANDOM = RandomGenerator.getDefault();
    private static final int LEAST = 20_000;
    private static final int BEYOND = 30_000;
    private static final Path LOCKS = Path.of(System.getProperty("java.io.tmpdir"), "hera-test-ports");
    private static final Map<Integer, FileChannel> HELD = new ConcurrentHashMap<>();

    private FreePorts() {}

    public static int any() {
        try {
            Files.createDirectories(LOCKS);
            int port = RANDOM.nextInt(LEAST, BEYOND);
            while (!isFree(port) || !lock(port)) {
                port = RANDOM.nextInt(LEAST, BEYOND);
            }
            return port;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket probe = new ServerSocket(port)) {
            return probe.isBound();
        } catch (IOException taken) {
            return false;
        }
    }

    private static boolean lock(int port) throws IOException {
        FileChannel file = FileChannel.open(
                LOCKS.resolve(Integer.toString(port)), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (file.tryLock() != null) {
                HELD.put(port, file);
                return true;
            }
        } catch (OverlappingFileLockException heldByThisJvm) {
            // taken: as if by another
        }
        file.close();
        return false;
    }
}
