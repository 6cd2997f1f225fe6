package hera.spawn;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A disk that breaks under a running process until it is closed: no file of the process can be written any more (a limit of
 * the system on files' sizes), and its store is no longer where it was.
 */
final class DiskLimit implements AutoCloseable {
    private static final String ANY_SIZE = "unlimited";

    private final ProcessHandle process;
    private final Path store;
    private final Path away;

    private DiskLimit(ProcessHandle process, Path store) {
        this.process = process;
        this.store = store;
        this.away = store.resolveSibling("away.db");
    }

    static boolean isThere() {
        return Files.isExecutable(Path.of("/usr/bin/prlimit"));
    }

    static DiskLimit of(ProcessHandle process, Path store) throws IOException {
        DiskLimit limit = new DiskLimit(process, store);
        limit.files("0");
        Files.move(store, limit.away);
        Files.createDirectory(store);
        return limit;
    }

    @Override
    public void close() throws IOException {
        Files.delete(store);
        Files.move(away, store);
        files(ANY_SIZE);
    }

    private void files(String size) throws IOException {
        try {
            int exit = new ProcessBuilder("prlimit", "--pid", "" + process.pid(), "--fsize=" + size + ":")
                    .inheritIO()
                    .start()
                    .waitFor();
            if (exit != 0) {
                throw new IOException("prlimit ended with " + exit);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
