package hera.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * The classes of a registry node, read from the jar once for all tests: hundreds of them start one, and each start takes
 * a third less of the processor with it. Sidecars, Spawn and commands share many of them. Made by the first test that
 * asks, with what a node loads until it listens.
 */
final class ClassArchive {
    private ClassArchive() {}

    /** Returns the archive for a JVM that has these options. */
    static synchronized Path of(List<String> options) {
        Path jar = HeraProcess.jar();
        Path archive = jar.resolveSibling("hera-" + Runtime.version().feature() + "-tests.jsa");
        Path lock = jar.resolveSibling("hera-tests.lock");
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock alone = channel.lock()) {
            boolean fits = Files.exists(archive)
                    && Files.getLastModifiedTime(archive).compareTo(Files.getLastModifiedTime(jar)) > 0;
            if (!fits && alone.isValid()) {
                make(archive, options);
            }
            return archive;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void make(Path archive, List<String> options) throws IOException {
        Path directory = Files.createTempDirectory(archive.getParent(), "archive");
        Path made = directory.resolve("made.jsa");
        List<String> making = new ArrayList<>(options);
        making.addAll(List.of("-XX:ArchiveClassesAtExit=" + made, "-Xlog:disable"));
        HeraProcess node = HeraProcess.in(directory)
                .jvm(making.toArray(String[]::new))
                .flags("-p", "0")
                .node();
        node.terminate();
        node.awaitExit();
        Files.move(made, archive, StandardCopyOption.ATOMIC_MOVE);
    }
}
