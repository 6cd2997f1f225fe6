package hera.command.secure;

import hera.command.CommandFailedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The right to change a folder, held by at most one command at a time, in whatever process. It is a lock on a file that is
 * deleted afterwards; one that a killed process left behind is free.
 */
final class FolderLock {
    /*
     * Between opening the file and locking it, its owner may have deleted it: then the lock is one on a file that nobody else
     * will find. So the owner, when it has deleted the file, writes a second byte into it. That the disk has room for it, the
     * first byte has made sure of. (To open the file again in order to look would end the lock: it is the process's.)
     */

    static final String FILE = ".lock";

    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final int TRIES = 600;
    private static final int BYTES_WHEN_DELETED = 2;

    private FolderLock() {}

    /** The change that the owner of the right makes. */
    interface Work {
        void run() throws IOException;
    }

    /** Makes a change with the right, for which it waits half a minute at most. */
    static void whileHeld(KeyFolder folder, SecureEnvironment environment, Work work) throws IOException {
        Path file = folder.path().resolve(FILE);
        try (FileChannel channel = locked(file, environment)) {
            if (channel == null) {
                throw CommandFailedException.refused("%s: another command has been changing it for %d s (%s)"
                        .formatted(folder.path(), PAUSE.multipliedBy(TRIES).toSeconds(), file));
            }
            try {
                work.run();
            } finally {
                Files.deleteIfExists(file);
                writeByte(channel, BYTES_WHEN_DELETED);
            }
        }
    }

    private static @Nullable FileChannel locked(Path file, SecureEnvironment environment) throws IOException {
        for (int i = 0; i < TRIES; i++) {
            FileChannel channel = attempt(file);
            if (channel != null) {
                return channel;
            }
            environment.io().pause().accept(PAUSE);
        }
        return null;
    }

    private static @Nullable FileChannel attempt(Path file) throws IOException {
        FileChannel channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                PosixFilePermissions.asFileAttribute(FolderChange.PRIVATE));
        boolean isHeld = false;
        try {
            if (isLocked(channel) && channel.size() < BYTES_WHEN_DELETED) {
                writeByte(channel, 1);
                isHeld = true;
            }
        } finally {
            if (!isHeld) {
                channel.close();
            }
        }
        return isHeld ? channel : null;
    }

    /** Makes the file as long as that. */
    private static void writeByte(FileChannel channel, int length) throws IOException {
        channel.write(ByteBuffer.allocate(1), length - 1);
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) { // another thread of this process
            return false;
        }
    }
}
