package hera.spawn.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The folder of large bodies, one file each. A file counts once its write is in the log; others are swept at a start. */
public final class SpoolFolder {
    private static final Logger log = LoggerFactory.getLogger(SpoolFolder.class);

    private final Path folder;

    SpoolFolder(Path folder) throws IOException {
        this.folder = folder;
        Files.createDirectories(folder);
    }

    /** Opens a new file for a body that is arriving. */
    public FileChannel create(String name) throws IOException {
        return FileChannel.open(folder.resolve(name), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    /** Syncs a written file to disk, so that it outlives a power failure, its name included. */
    public void sync(FileChannel file) throws IOException {
        file.force(true);
        try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
            names.force(true);
        }
    }

    /** Opens a body to be read. */
    public FileChannel open(String name) throws IOException {
        return FileChannel.open(folder.resolve(name), StandardOpenOption.READ);
    }

    /**
     * Returns the first bytes of a body; blocks.
     *
     * @throws IOException if it cannot be read
     */
    public byte[] start(String name, int most) throws IOException {
        try (InputStream in = Files.newInputStream(folder.resolve(name))) {
            return in.readNBytes(most);
        }
    }

    /** Returns whether a body is there. */
    boolean has(String name) {
        return Files.exists(folder.resolve(name));
    }

    /** Opens a body to be read from its start to its end. */
    InputStream read(String name) throws IOException {
        return Files.newInputStream(folder.resolve(name));
    }

    /** The writing of a body. */
    interface Filling {
        void fill(OutputStream out) throws IOException;
    }

    /** Writes a body that is known to the log; it is there once it is whole. */
    void fill(String name, Filling filling) throws IOException {
        Path part = folder.resolve(name + ".part");
        try (OutputStream out = Files.newOutputStream(part)) {
            filling.fill(out);
        }
        Files.move(part, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Deletes a body; one that is still being read stays readable. */
    public void delete(String name) {
        try {
            Files.deleteIfExists(folder.resolve(name));
        } catch (IOException e) {
            log.warn("event=spool-not-deleted file={} reason={}", name, e.getMessage());
        }
    }

    /** Returns the bytes that are free on the disk. */
    public long freeBytes() throws IOException {
        return Files.getFileStore(folder).getUsableSpace();
    }

    /** Deletes all files but these. */
    void sweep(Set<String> known) throws IOException {
        List<String> orphans;
        try (Stream<Path> files = Files.list(folder)) {
            orphans = files.map(file -> file.getFileName().toString())
                    .filter(name -> !known.contains(name))
                    .toList();
        }
        orphans.forEach(this::delete);
    }
}
