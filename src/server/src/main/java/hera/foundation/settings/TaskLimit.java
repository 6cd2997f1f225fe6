package hera.foundation.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The number of threads that Linux lets this process have, by its control group ({@code pids.max}) and by its own limits
 * ({@code ulimit -u}). A thread beyond it ends a JVM that ends when its memory is out.
 */
public final class TaskLimit {
    private static final Pattern PROCESSES = Pattern.compile("^Max processes +(\\d+)", Pattern.MULTILINE);

    private final Path root;

    /**
     * The limit of this process.
     *
     * @param root of the file system; another one in tests
     */
    public TaskLimit(Path root) {
        this.root = root;
    }

    /** Returns that number, or {@link Integer#MAX_VALUE} where there is no limit, or none that can be read. */
    public int threads() {
        int least = Integer.MAX_VALUE;
        String group = read("proc/self/cgroup")
                .lines()
                .filter(line -> line.startsWith("0::/"))
                .map(line -> line.substring("0::/".length()))
                .findFirst()
                .orElse("");
        for (String folder : List.of("sys/fs/cgroup/" + group, "sys/fs/cgroup", "sys/fs/cgroup/pids")) {
            least = Math.min(least, number(read(folder + "/pids.max").strip()));
        }
        Matcher processes = PROCESSES.matcher(read("proc/self/limits"));
        return processes.find() ? Math.min(least, number(processes.group(1))) : least;
    }

    private static int number(String text) {
        return text.matches("\\d{1,9}") ? Integer.parseInt(text) : Integer.MAX_VALUE;
    }

    private String read(String path) {
        try {
            return Files.readString(root.resolve(path));
        } catch (IOException e) {
            return ""; // another system, or an older one
        }
    }
}
