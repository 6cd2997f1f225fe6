package hera.registry.process;

import static org.assertj.core.api.Assertions.assertThat;

import hera.harness.HeraProcess;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An archive that does not fit is ignored without a word: so here is looked at where the classes come from. */
class ClassDataSharingIT {
    @TempDir
    Path directory;

    @Test
    void archiveMadeFromTheJarIsUsedWithTheJar() {
        Path archive = directory.resolve("hera.jsa");
        HeraProcess making = HeraProcess.in(directory)
                .jvm("-XX:ArchiveClassesAtExit=" + archive, "-Xlog:disable", "-Dspring.context.exit=onRefresh")
                .flags("-p", "0")
                .toItsEnd();
        assertThat(making.awaitExit()).isZero();

        HeraProcess using = HeraProcess.in(directory)
                .jvm("-XX:SharedArchiveFile=" + archive, "-Xlog:class+load")
                .flags("--version")
                .toItsEnd();
        assertThat(using.standardOutput())
                .containsPattern("hera\\.Hera source: shared objects file \\(top\\)")
                .contains("hera 0.2.0-SNAPSHOT");
    }
}
