package hera.spawn;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A Spawn in this JVM, on free ports, without servers. */
public final class RunningSpawn implements AutoCloseable {
    private final SpawnNode node;

    /**
     * Starts it.
     *
     * @param more keys of its configuration, as JSON without braces
     */
    public RunningSpawn(Path folder, String more) {
        try {
            Path file = Files.writeString(
                    folder.resolve("spawn.conf"),
                    "{\"host\": \"127.0.0.1\", \"port\": 0, \"api\": {\"port\": 0}, \"store\": \"sqlite:%s\", %s}"
                            .formatted(folder.resolve("spawn.db"), more));
            node = new SpawnNode(SpawnSettings.loader().load(file, null).settings());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int apiPort() {
        return node.operatorsAddress().getPort();
    }

    public int clientsPort() {
        return node.clientsAddress().getPort();
    }

    @Override
    public void close() {
        node.stop();
    }
}
