package hera.sidecar.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import hera.harness.Namespaces;
import hera.harness.Namespaces.Result;
import hera.harness.ProxyServer;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sidecars on hosts of their own, whose network is split, or one of whom no longer answers anything. */
@Tag("figures")
class SidecarNetworkIT {
    /**
     * {@code member NAME IP flags...} adds a host with a sidecar and a backend that says its name. {@code sees NAME COUNT}
     * is whether it has so many members on its ring, {@code field NAME KEY} a field of what its debug address says of a key,
     * {@code body} and {@code code NAME KEY} what its clients get.
     */
    private static final String MEMBERS = """
        member() {
            local name=$1 ip=$2; shift 2
            host $name $ip
            cat > $name.cfg <<END
        defaults
            mode http
            timeout client 60s
        frontend in
            bind 127.0.0.1:4000
            http-request return status 200 content-type text/plain string "$name"
        END
            nsenter --net --target ${host[$name]} haproxy -db -f $name.cfg > $name.backend 2>&1 &
            nsenter --net --target ${host[$name]} \\
                "$JAVA_HOME/bin/java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx128m -jar "$jar" sidecar \\
                --ringpop.peer.ip=$ip --ring.identity=$name --key=header:key --discovery.json.file=hosts.json \\
                --drain=0 "$@" > $name.log 2>&1 &
            node[$name]=$!
        }
        sees() { on $1 curl -s -m 10 127.0.0.1:6000/metrics | grep "^ringpop_ring_members $2.0" > $1.sees; }
        field() { on $1 curl -s -m 10 "127.0.0.1:6000/_ring?key=$2" | sed -n "s/.*\\"$3\\":\\"\\([^\\"]*\\)\\".*/\\1/p"; }
        body() { on $1 curl -s -m 20 -H "key: $2" 127.0.0.1:3000/; }
        code() { on $1 curl -s -m 20 -o /dev/null -w '%{http_code}' -H "key: $2" 127.0.0.1:3000/; }
        all_see() { local count=$1 name; shift; for name in "$@"; do until_that sees $name $count; done; }
        """;

    private static final String SPLIT = """
        echo '["10.1.1.1:5000", "10.1.1.2:5000", "10.1.1.3:5000", "10.1.1.4:5000", "10.1.1.5:5000"]' > hosts.json
        for i in 1 2 3 4 5; do member m$i 10.1.1.$i --ring.minimum=3; done
        ip link add far type bridge
        ip link set far up
        ip link add left type veth peer name right
        ip link set left master hub up
        ip link set right master far up
        ip link set m4 master far
        ip link set m5 master far
        one_ring() {
            local name key
            for name in "$@"; do
                [ "$(field $name 0 checksum)" = "$(field $1 0 checksum)" ]
                for key in {1..20}; do [ "$(body $name $key)" = "$(field $1 $key owner)" ]; done
            done
        }
        all_see 5 m1 m2 m3 m4 m5
        one_ring m1 m2 m3 m4 m5
        ip link set left down
        all_see 3 m1 m2 m3
        all_see 2 m4 m5
        one_ring m1 m2 m3
        for name in m4 m5; do
            for key in {1..20}; do [ "$(code $name $key)" = 503 ]; done
        done
        [ "$(field m4 0 checksum)" = "$(field m5 0 checksum)" ]
        [ "$(field m4 0 checksum)" != "$(field m1 0 checksum)" ]
        echo each side is a ring of its own
        ip link set left up
        all_see 5 m1 m2 m3 m4 m5
        one_ring m1 m2 m3 m4 m5
        echo and one again
        """;

    /** Only the first has an open connection to the third when that stops to answer. */
    private static final String SWALLOWS = """
        echo '["10.1.1.1:5000", "10.1.1.2:5000", "10.1.1.3:5000"]' > hosts.json
        for i in 1 2 3; do member m$i 10.1.1.$i --timeout.response=2; done
        all_see 3 m1 m2 m3
        key=1
        until [ $(field m1 $key owner) = m3 ]; do key=$((key + 1)); done
        [ $(body m1 $key) = m3 ]
        on m3 ip route del 10.1.1.0/24
        on m3 ip route add blackhole 10.1.1.0/24
        code=$(code m2 $key)
        [ $code = 200 ]
        code=$(code m1 $key)
        [ $code = 504 ] || [ $code = 200 ]
        echo it ends in time
        all_see 2 m1 m2
        for receiver in m1 m2; do
            [ "$(body $receiver $key)" = "$(field m1 $key owner)" ]
            [ "$(body $receiver $key)" != m3 ]
        done
        on m3 ip route del blackhole 10.1.1.0/24
        on m3 ip route add 10.1.1.0/24 dev eth
        all_see 3 m1 m2 m3
        for receiver in m1 m2 m3; do [ "$(body $receiver $key)" = m3 ]; done
        echo and comes back
        """;

    @TempDir
    Path directory;

    @BeforeEach
    void networks() throws IOException {
        assumeTrue(
                Namespaces.areAvailable(directory),
                "networks of one's own are not to be had here (root, unshare, iproute2): splits of the ring are"
                        + " skipped");
        assumeTrue(
                ProxyServer.installed("haproxy").isPresent(),
                "no haproxy, the backend on each host: splits of the ring are skipped");
    }

    @Test
    void eachSideOfASplitIsARingAndThenBothAreOne() throws IOException {
        Result result = Namespaces.run(directory, Namespaces.HOSTS + MEMBERS + SPLIT);
        assertThat(result.output()).isEqualTo("each side is a ring of its own\nand one again\n");
        assertThat(result.code()).isZero();
    }

    @Test
    void hostThatSwallowsPacketsIsOffTheRing() throws IOException {
        Result result = Namespaces.run(directory, Namespaces.HOSTS + MEMBERS + SWALLOWS);
        assertThat(result.output()).isEqualTo("it ends in time\nand comes back\n");
        assertThat(result.code()).isZero();
    }
}
