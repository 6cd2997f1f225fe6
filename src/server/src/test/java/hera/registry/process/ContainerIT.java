package hera.registry.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import hera.harness.Namespaces;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A node runs where a container's file system lacks what others have, and says in one line why it cannot start. */
class ContainerIT {
    private static final String RUN = """
            set -e
            ip link set lo up
            export HOME=/nonexistent LD_LIBRARY_PATH=$JAVA_HOME/lib
            java() { exec "$JAVA_HOME/bin/java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC $options "$@" 2>&1; }
            cp "$1" hera.jar
            jar=$PWD/hera.jar
            read_only() { mount --bind "$1" "$1"; mount -o remount,ro,bind "$1"; }
            """;

    private static final String SERVE = """
            cd "$PWD"
            java -Xmx128m -jar $jar -n a -p 8080 & node=$!
            until curl -sf -o /dev/null -m 5 127.0.0.1:8080/livez || curl -sf -o /dev/null -m 5 127.0.0.1:8080/; do
                [ -n "$(jobs -r)" ] || exit 1
            done
            curl -sf -X PUT -d '{"a":1}' 127.0.0.1:8080/s/i
            [ "$(curl -sf 127.0.0.1:8080/s)" = '{"i":{"a":1}}' ]
            curl -sf 127.0.0.1:8080/actuator/prometheus > /dev/null
            curl -sf 127.0.0.1:8080/_console/ > /dev/null
            kill $node
            wait $node || [ $? = 143 ]
            echo served
            """;

    @TempDir
    private Path directory;

    @BeforeEach
    void assumeNamespaces() throws IOException {
        assumeTrue(
                Namespaces.areAvailable(directory)
                        && run("mount -t tmpfs none /proc").code() == 0,
                "needs namespaces, mount and curl");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "no writable temporary folder | options=-Djava.io.tmpdir=/sys",
                "no temporary folder          | options=-Djava.io.tmpdir=/nonexistent",
                "no writable working directory | read_only \"$PWD\"",
                "no /proc                     | mount -t tmpfs none /proc",
                "none of them                 | read_only \"$PWD\"; mount -t tmpfs none /proc; options=-Djava.io.tmpdir=/sys",
            })
    void nodeRunsWithoutIt(String lack, String script) throws IOException {
        Namespaces.Result result = run(script + "\n" + SERVE);

        assertThat(result.output()).endsWith("served\n").doesNotContain("Exception", "\tat ");
        assertThat(result.code()).isZero();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "heap | java -Xmx8m -jar $jar -n a -p 0          | hera: out of memory: Java heap space",
                "files | ulimit -n 8; java -Xmx64m -jar $jar -n a -p 0 | hera: the system refuses: ",
            })
    void failedStartIsOneLine(String lack, String command, String line) throws IOException {
        Namespaces.Result result = run(command);

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.output()).startsWith(line).hasLineCount(1);
    }

    @Test
    void checkFindsAPortThatTheUserMayNotListenOn() throws IOException {
        Namespaces.Result result = run(
                "setpriv --bounding-set -net_bind_service \"$JAVA_HOME/bin/java\" -jar $jar -n a -p 80 --check 2>&1");

        assertThat(result.output()).endsWith("hera: --port: cannot listen on port 80: Permission denied\n");
        assertThat(result.code()).isEqualTo(1);
    }

    private Namespaces.Result run(String script) throws IOException {
        return Namespaces.run(
                directory, "unshare --mount bash -c '" + (RUN + script).replace("'", "'\\''") + "' script \"$1\"");
    }
}
