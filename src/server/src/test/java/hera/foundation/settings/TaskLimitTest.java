package hera.foundation.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskLimitTest {
    @TempDir
    Path root;

    private void write(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private int threads() {
        return new TaskLimit(root).threads();
    }

    @Test
    void withoutLimitsThereIsNone() throws IOException {
        assertThat(threads()).isEqualTo(Integer.MAX_VALUE);
        write("sys/fs/cgroup/pids.max", "max\n");
        write("proc/self/limits", "Max processes             unlimited            unlimited            processes\n");
        assertThat(threads()).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void lowestOfAllLimitsCounts() throws IOException {
        write(
                "proc/self/limits",
                "Limit\nMax processes             95000                95000                processes\n");
        assertThat(threads()).isEqualTo(95_000);
        write("proc/self/cgroup", "0::/system.slice/hera.service\n");
        write("sys/fs/cgroup/system.slice/hera.service/pids.max", "4915\n");
        assertThat(threads()).isEqualTo(4_915);
        write("sys/fs/cgroup/pids.max", "512\n");
        assertThat(threads()).isEqualTo(512);
        write("sys/fs/cgroup/pids/pids.max", "100\n");
        assertThat(threads()).isEqualTo(100);
    }
}
