package hera.sidecar.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import hera.harness.Namespaces;
import hera.harness.Namespaces.Result;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The example of http-ringpop's README as it stands, its ports and its list of hosts included, with this jar in place of
 * {@code ./ringpop}. It has a network of its own, in which those ports are free.
 */
class OriginalExampleIT {
    private static final String EXAMPLE = """
        set -e
        trap 'kill $(jobs -p) 2> /dev/null' EXIT
        ip link set lo up
        backend=("$JAVA_HOME/bin/java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx128m -jar "$1")
        ringpop=("${backend[@]}" sidecar)
        mkdir etc
        cat > etc/hosts.json <<END
        [
          "127.0.0.1:5000",
          "127.0.0.1:5001",
          "127.0.0.1:5002"
        ]
        END
        "${backend[@]}" -n 4000 -p 4000 > 4000.log 2>&1 &
        "${backend[@]}" -n 4001 -p 4001 > 4001.log 2>&1 &
        "${backend[@]}" -n 4002 -p 4002 > 4002.log 2>&1 &
        "${ringpop[@]}" --listen.http="127.0.0.1:3000" --backend.url="http://127.0.0.1:4000/" --listen.ringpop="127.0.0.1:5000" --listen.debug=":6000" --discovery.json.file=./etc/hosts.json > 5000.log 2>&1 &
        sidecar[5000]=$!
        "${ringpop[@]}" --listen.http="127.0.0.1:3001" --backend.url="http://127.0.0.1:4001/" --listen.ringpop="127.0.0.1:5001" --listen.debug=":6001" --discovery.json.file=./etc/hosts.json > 5001.log 2>&1 &
        sidecar[5001]=$!
        "${ringpop[@]}" --listen.http="127.0.0.1:3002" --backend.url="http://127.0.0.1:4002/" --listen.ringpop="127.0.0.1:5002" --listen.debug=":6002" --discovery.json.file=./etc/hosts.json > 5002.log 2>&1 &
        sidecar[5002]=$!
        until_that() {
            until "$@"; do
                for port in "${!sidecar[@]}"; do kill -0 ${sidecar[$port]} || { cat $port.log; exit 1; }; done
            done
        }
        sees() { [ "$(curl -s http://localhost:$1/metrics | sed -n 's/^ringpop_ring_members //p')" = $2.0 ]; }
        answers() { curl -sf -o /dev/null http://localhost:$1/readyz; }
        field() { curl -s -i http://localhost:$1/ | tr -d '\\r' | sed -n "s/^$2: //p"; }
        for debug in 6000 6001 6002; do until_that sees $debug 3; done
        for backend in 4000 4001 4002; do until_that answers $backend; done
        curl http://localhost:3000/ -i -s | tr -d '\\r' | grep -E '^(HTTP|X-Ringpop)' | sort
        owner=$(field 3000 X-Ringpop-Handled-By)
        for port in 3000 3001 3002; do
            [ "$(field $port X-Ringpop-Handled-By)" = "$owner" ]
            [ "$(field $port X-Ringpop-Received-By)" = "127.0.0.1:$((port + 2000))" ]
        done
        echo one owner
        dead=${owner#*:}
        disown ${sidecar[$dead]}
        kill -9 ${sidecar[$dead]}
        unset "sidecar[$dead]"
        for round in {1..50}; do
            for port in ${!sidecar[@]}; do curl -sf -o /dev/null http://localhost:$((port - 2000))/; done
        done
        for port in ${!sidecar[@]}; do until_that sees $((port + 1000)) 2; done
        heir=$(field $(( $(echo ${!sidecar[@]} | cut -d ' ' -f 1) - 2000 )) X-Ringpop-Handled-By)
        for port in ${!sidecar[@]}; do [ "$(field $((port - 2000)) X-Ringpop-Handled-By)" = "$heir" ]; done
        [ "$heir" != "$owner" ]
        echo nothing failed
        """;

    @TempDir
    Path directory;

    @Test
    void exampleOfTheOriginalRunsAsItStands() throws IOException {
        assumeTrue(Namespaces.areAvailable(directory), "networks of one's own are not to be had here");
        Result result = Namespaces.run(directory, EXAMPLE);
        assertThat(result.output())
                .containsPattern("(?s)^HTTP/1.1 200 .*X-Ringpop-Handled-By: 127.0.0.1:500[0-2]\n"
                        + "X-Ringpop-Received-By: 127.0.0.1:5000\none owner\nnothing failed\n$");
        assertThat(result.code()).isZero();
    }
}
