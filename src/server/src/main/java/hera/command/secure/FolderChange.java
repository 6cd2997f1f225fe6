package hera.command.secure;

import hera.command.CommandFailedException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * New content of some files. All of it is on the disk before the first file gets its place by renaming; closed before that, it
 * leaves nothing behind.
 */
final class FolderChange implements Closeable {
    /** 0700: of a folder. */
    static final Set<PosixFilePermission> FOLDER = PosixFilePermissions.fromString("rwx------");

    /** 0600: of a secret. */
    static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rw-------");

    /** 0644: of a certificate. */
    static final Set<PosixFilePermission> PUBLIC = PosixFilePermissions.fromString("rw-r--r--");

    private final Map<Path, Path> staged = new LinkedHashMap<>();

    /** Writes one file. */
    interface Writing {
        void writeTo(Path file) throws IOException;
    }

    /** Makes the new content of a file, which need not exist; its folder must. */
    void stage(Path target, Set<PosixFilePermission> mode, Writing content) throws IOException {
        checkReplaceable(target);
        Path folder = parent(target);
        Path file = Files.createTempFile(folder, Scratch.PREFIX, "", PosixFilePermissions.asFileAttribute(PRIVATE));
        staged.put(target, file);
        try {
            content.writeTo(file);
            Files.setPosixFilePermissions(file, mode);
            giveTo(Files.getOwner(folder), file);
            force(file);
        } catch (FileSystemException e) {
            throw e;
        } catch (IOException e) { // a full disk's exception does not name the file
            throw new FileSystemException(target.toString(), null, e.getMessage());
        }
    }

    void stage(Path target, Set<PosixFilePermission> mode, String content) throws IOException {
        stage(target, mode, file -> Files.writeString(file, content));
    }

    /** Refuses to replace a link, which would leave what it points to as it is. */
    private static void checkReplaceable(Path target) {
        if (Files.isSymbolicLink(target)) {
            throw CommandFailedException.refused(
                    target + ": is a symbolic link; change what it points to, where it stands");
        }
        if (Files.exists(target) && !Files.isRegularFile(target)) {
            throw CommandFailedException.refused(target + ": is in the way, and no file");
        }
    }

    /** Gives a file to the owner of its folder, so that nodes can read what another user, such as root, has changed. */
    static void giveTo(UserPrincipal owner, Path file) throws IOException {
        if (!Files.getOwner(file).equals(owner)) {
            Files.setOwner(file, owner);
        }
    }

    /** Puts all files in their places, in the order in which they were made. */
    void commit() throws IOException {
        for (Map.Entry<Path, Path> file : staged.entrySet()) {
            Files.move(
                    file.getValue(),
                    file.getKey(),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        }
        for (Path target : staged.keySet()) {
            forceNames(parent(target));
        }
        staged.clear();
    }

    /** Returns the folder of a path. */
    static Path parent(Path target) {
        Path parent = target.getParent();
        return parent == null ? Path.of("") : parent;
    }

    /** Waits until the disk has a file. */
    private static void force(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    /** Waits until the disk has the names in a folder, where its file system can do that. */
    static void forceNames(Path folder) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            return; // the files are in their places, and will be on the disk soon
        }
    }

    @Override
    public void close() throws IOException {
        for (Path file : staged.values()) {
            Files.deleteIfExists(file);
        }
        staged.clear();
    }
}
