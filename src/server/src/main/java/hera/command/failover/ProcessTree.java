package hera.command.failover;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * CMD and all its descendants, even those that left its process group or lost their parents: on Linux a mark in their
 * environment identifies them. On other systems only descendants with living parents are found.
 */
final class ProcessTree {
    /** The environment variable of the mark; it keeps the marks of outer supervisors. */
    static final String MARK = "HERA_FAILOVER_MARK";

    private static final Path PROC = Path.of("/proc");
    private static final int PAUSE_MILLIS = 5;

    /** The index of the process group in {@code /proc/PID/stat}, counted from the state. */
    private static final int GROUP = 2;

    /**
     * The number of scans in a row that must find no process: one that is being started has no environment for a
     * moment.
     */
    private static final int QUIET_LOOKS = 3;

    private final byte[] mark;

    ProcessTree(String mark) {
        this.mark = mark.getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Kills all of them except this process, and returns when they have ended.
     *
     * @param root CMD, or the watcher above it; null if neither was started
     */
    void kill(@Nullable ProcessHandle root) {
        for (int quiet = 0; quiet < QUIET_LOOKS; ) {
            Set<ProcessHandle> living = living(root);
            living.forEach(ProcessHandle::destroyForcibly);
            quiet = living.isEmpty() ? quiet + 1 : 0;
            pause();
        }
    }

    Set<ProcessHandle> living(@Nullable ProcessHandle root) {
        Set<ProcessHandle> living = new HashSet<>();
        if (root != null) {
            root.descendants().forEach(living::add);
            living.add(root);
        }
        marked().forEach(pid -> ProcessHandle.of(pid).ifPresent(living::add));
        living.removeIf(process -> process.equals(ProcessHandle.current()) || !isAlive(process));
        return living;
    }

    private Set<Long> marked() {
        Set<Long> marked = new HashSet<>();
        if (!Files.isDirectory(PROC.resolve("self"))) {
            return marked;
        }
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                if (isMarked(process)) {
                    marked.add(Long.parseLong(process.getFileName().toString()));
                }
            }
        } catch (IOException e) {
            // Kill all that were found, then scan again.
        }
        return marked;
    }

    private boolean isMarked(Path process) {
        try {
            byte[] environment = Files.readAllBytes(process.resolve("environ"));
            for (int at = 0; at + mark.length <= environment.length; at++) {
                if (java.util.Arrays.equals(environment, at, at + mark.length, mark, 0, mark.length)) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether a process is alive; a zombie counts as ended. */
    private static boolean isAlive(ProcessHandle process) {
        if (!process.isAlive()) {
            return false;
        }
        try {
            String state = status(process.pid() + "")[0];
            return !state.equals("Z") && !state.equals("X");
        } catch (IOException e) {
            return process.isAlive();
        }
    }

    /** Whether a process is in the process group of this one, as far as the system tells. */
    static boolean isOfThisGroup(long pid) {
        try {
            return status(pid + "")[GROUP].equals(status("self")[GROUP]);
        } catch (IOException | IndexOutOfBoundsException e) {
            return false;
        }
    }

    /** Returns the fields of {@code /proc/PID/stat} from the state on. */
    private static String[] status(String process) throws IOException {
        String stat = Files.readString(PROC.resolve(process).resolve("stat"), StandardCharsets.ISO_8859_1);
        return stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
    }

    @SuppressWarnings("ReturnValueIgnored")
    private static void pause() {
        try {
            new CountDownLatch(1).await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
