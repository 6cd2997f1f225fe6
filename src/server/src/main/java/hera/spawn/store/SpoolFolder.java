package hera.spawn.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of large bodies, one file each. A file counts once its write is in the log; others are swept at a start. The names
 * of those that count are kept, so that a file can be told from one whose write is still on its way.
 */
public final class SpoolFolder {
    private static final Logger log = LoggerFactory.getLogger(SpoolFolder.class);

    private final Path folder;

    /** The bodies whose writes were in the log, the one that was looked at last at the end. */
    private final Set<String> logged = new LinkedHashSet<>(); // guarded by itself

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

    /** Records that the writes of these bodies are in the log. */
    void logged(Collection<String> names) {
        synchronized (logged) {
            logged.addAll(names);
        }
    }

    /** Returns some of the bodies whose writes were in the log; those that still are have to be recorded again. */
    List<String> takeLogged(int most) {
        synchronized (logged) {
            List<String> some = logged.stream().limit(most).toList();
            some.forEach(logged::remove);
            return some;
        }
    }

    /** Deletes a body; one that is still being read stays readable. */
    public void delete(String name) {
        try {
            Files.deleteIfExists(folder.resolve(name));
            synchronized (logged) {
                logged.remove(name);
            }
        } catch (IOException e) {
            log.warn("event=spool-not-deleted file={} reason={}", name, e.getMessage());
        }
    }

    /** Returns the bytes that are free on the disk. */
    public long freeBytes() throws IOException {
        return Files.getFileStore(folder).getUsableSpace();
    }

    /** Deletes all files but these, whose writes are in the log. */
    void sweep(Set<String> known) throws IOException {
        List<String> all;
        try (Stream<Path> files = Files.list(folder)) {
            all = files.map(file -> file.getFileName().toString()).toList();
        }
        all.stream().filter(name -> !known.contains(name)).forEach(this::delete);
        logged(all.stream().filter(known::contains).toList());
    }
}
