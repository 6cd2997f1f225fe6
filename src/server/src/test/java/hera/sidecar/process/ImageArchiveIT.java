package hera.sidecar.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import hera.harness.Namespaces;
import hera.harness.Namespaces.Result;
import hera.harness.NodeClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The class-data archive of the image, made by the Containerfile's own command and used by its own entry point, without a
 * container: its {@code /hera} and {@code /tmp} are folders here, and the network is the test's own. The sidecar then runs
 * on a file system that cannot be written. A newer JDK is used if there is one, as the image has it.
 */
class ImageArchiveIT {
    private static final Path CONTAINERFILE = Path.of("src/deploy/Containerfile");

    /** Far fewer would mean that the archive is not of a sidecar's start. */
    private static final int FEWEST_CLASSES = 3_000;

    private static final String SCRIPT = """
        set -eE
        trap 'echo "failed: $BASH_COMMAND"; tail -n 5 made.log started.log' ERR
        trap 'kill $(jobs -p) 2> /dev/null || true' EXIT
        export PATH=${HERA_OTHER_JAVA_HOME:-$JAVA_HOME}/bin:$PATH
        ip link set lo up
        mkdir -p image/hera image/tmp
        cp "$1" image/hera/hera.jar
        echo '["127.0.0.1:5000"]' > hosts.json
        touch made.log started.log
        sh run.sh > made.log 2>&1
        [ -z "$(ls image/tmp)" ]
        unshare --mount bash start.sh > started.log 2>&1 &
        started=$!
        until curl -sf -o /dev/null http://127.0.0.1:6000/actuator/health/readiness; do kill -0 $started; done
        kill $started
        code=0
        wait $started || code=$?
        [ $code = 0 ] || [ $code = 143 ]
        grep -c 'source: shared objects file (top)' started.log
        grep -c ' hera\\.sidecar\\..*source: shared objects file (top)' started.log > own.log
        """;

    /** As the container's runtime starts it, on file systems that are read-only; {@code -Xshare:on} ends it without the archive. */
    private static final String START = """
        set -e
        for at in / "$(stat -c %m .)"; do
            mount -o "remount,bind,$(findmnt -n -o VFS-OPTIONS -T "$at" | sed 's/^rw/ro/')" "$at"
        done
        if touch written 2> /dev/null; then echo "this can be written"; exit 1; fi
        """;

    @TempDir
    Path directory;

    @BeforeEach
    void networks() throws IOException {
        assumeTrue(
                Namespaces.areAvailable(directory),
                "namespaces of one's own are not to be had here: the image's archive is not tested");
    }

    @Test
    void archiveOfTheImageIsMadeAndUsedOnAReadOnlyRoot() throws IOException {
        List<String> entry = new ArrayList<>();
        NodeClient.parse(instruction("ENTRYPOINT ")).forEach(word -> entry.add(inImage(word.asString())));
        assertThat(entry.remove(0)).isEqualTo("java");
        String make = inImage(instruction("RUN "));
        assertThat(make).endsWith("rm -rf " + directory + "/image/tmp/*");
        Files.writeString(directory.resolve("run.sh"), make);
        Files.writeString(
                directory.resolve("start.sh"),
                START + "exec java -Xshare:on -Xlog:class+load " + String.join(" ", entry)
                        + " sidecar --drain=0 --discovery.json.file=hosts.json\n");
        Result result = Namespaces.run(directory, SCRIPT);
        assertThat(result.code()).as(result.output()).isZero();
        assertThat(Integer.parseInt(result.output().strip())).isGreaterThan(FEWEST_CLASSES);
    }

    /** Paths of the image are below this test's directory. */
    private String inImage(String text) {
        return text.replaceAll("(?<=^|[ =])/(hera|tmp)/", directory + "/image/$1/");
    }

    /** What stands behind an instruction, of which there must be one. */
    private static String instruction(String name) throws IOException {
        String joined = Files.readString(CONTAINERFILE).replaceAll("\\s*\\\\\\n\\s*", " ");
        List<String> found = joined.lines()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(name.length()))
                .toList();
        assertThat(found).as(name).hasSize(1);
        return found.get(0);
    }
}
