package hera.registry.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import hera.harness.Namespaces;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client whose host is gone without a word: a network of its own, whose only cable is pulled. */
class VanishedHostIT {
    /** {@code $1} the jar; needs no rights but those that a user has over namespaces of their own. */
    private static final String SCRIPT = """
            set -e
            ip link set lo up
            unshare --net sleep 600 & host=$!
            trap 'kill $host $node 2>/dev/null' EXIT
            until [ "$(readlink /proc/$host/ns/net)" != "$(readlink /proc/$$/ns/net)" ]; do :; done
            ip link add here type veth peer name there
            ip link set there netns $host
            ip address add 10.99.0.1/24 dev here
            ip link set here up
            nsenter --net --target $host ip address add 10.99.0.2/24 dev there
            nsenter --net --target $host ip link set there up
            "$JAVA_HOME/bin/java" -XX:TieredStopAtLevel=1 -Xmx128m -jar "$1" -n ann -p 8080 > banner 2> log & node=$!
            until curl -sf -o /dev/null 10.99.0.1:8080/actuator/health/readiness; do kill -0 $node; done
            nsenter --net --target $host curl -sN -X PUT -d '{}' '10.99.0.1:8080/web/1?hold' > held &
            until curl -sf -o /dev/null 10.99.0.1:8080/web/1; do kill -0 $node; done
            until [ $(grep -c '^:' held) -ge 3 ]; do kill -0 $node; done
            nsenter --net --target $host ip link set there down
            pulled=$(date +%s%3N)
            for try in $(seq 2000); do
                [ $(curl -s -o /dev/null -w '%{http_code}' 10.99.0.1:8080/web/1) = 404 ] && break
            done
            echo "gone after $(($(date +%s%3N) - pulled)) ms"
            cat log
            curl -s 10.99.0.1:8080/web
            """;

    @TempDir
    Path directory;

    @Test
    void itsInstanceIsGone() throws IOException {
        assumeTrue(Namespaces.areAvailable(directory), "networks of one's own are not to be had here");
        Namespaces.Result result = Namespaces.run(directory, SCRIPT);
        assertThat(result.output()).contains("reason=host-vanished").endsWith("{}");
        assertThat(result.code()).isZero();
    }
}
