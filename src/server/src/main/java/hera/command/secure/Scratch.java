package hera.command.secure;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A private folder for what must not be seen before it is complete, or not at all. Deleted, with all in it, when it is closed. */
record Scratch(Path path) implements Closeable {
    /** The beginning of the names of files and folders that are not in their places yet. */
    static final String PREFIX = ".new-";

    /** Makes one in a folder, so that what is made in it can be renamed into its place. */
    static Scratch in(Path folder) throws IOException {
        return new Scratch(
                Files.createTempDirectory(folder, PREFIX, PosixFilePermissions.asFileAttribute(FolderChange.FOLDER)));
    }

    @Override
    public void close() throws IOException {
        List<Path> all;
        try (Stream<Path> files = Files.walk(path)) {
            all = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : all) {
            Files.delete(file);
        }
    }
}
