package hera.sidecar.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hera.foundation.forward.ForwardSettings;
import hera.foundation.settings.SettingsException;
import hera.sidecar.SettingsFor;
import hera.sidecar.key.TrustedProxies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SidecarSettingsTest {
    private static final String SOURCE = "--discovery.json.file=hosts.json";

    @TempDir
    private Path directory;

    @Test
    void defaultsAreTheContracts() {
        SidecarSettings settings = SettingsFor.flags(SOURCE);
        assertThat(settings.http()).hasToString(":3000");
        assertThat(settings.backend()).hasToString("http://127.0.0.1:4000/");
        assertThat(settings.ringpop()).hasToString(":5000");
        assertThat(settings.debug()).hasToString(":6000");
        assertThat(settings.logLevel()).isEqualTo(LogLevel.INFO);
        assertThat(settings.ring().address()).hasToString("127.0.0.1:5000");
        assertThat(settings.ring().identity()).isEqualTo("127.0.0.1:5000");
        assertThat(settings.ring().name()).isEqualTo("default");
        assertThat(settings.ring().minimum()).isEqualTo(1);
        assertThat(settings.key()).hasToString("ip");
        assertThat(settings.trusted()).isEqualTo(TrustedProxies.PRIVATE);
        assertThat(settings.policy()).isEqualTo(Policy.NEXT);
        assertThat(settings.hashBalanceFactor()).isZero();
        assertThat(settings.health()).isEqualTo(new SidecarSettings.Health(null, Duration.ofSeconds(1)));
        assertThat(settings.forward()).isEqualTo(ForwardSettings.DEFAULT);
        assertThat(settings.drain()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void flagsTakeOneDashOrTwoAndAnEqualsSignOrABlank() {
        SidecarSettings settings = SettingsFor.flags(
                "-listen.http=127.0.0.1:80",
                "--listen.ringpop",
                "10.0.0.7:1",
                "-discovery.json.file",
                "a",
                "-policy=wait");
        assertThat(settings.http()).hasToString("127.0.0.1:80");
        assertThat(settings.ring().address()).hasToString("10.0.0.7:1");
        assertThat(settings.policy()).isEqualTo(new Policy(Policy.Kind.WAIT, Duration.ofSeconds(5)));
    }

    @Test
    void fileHasTheFlagsNamesAndAFlagBeatsIt() throws IOException {
        Path file = Files.writeString(directory.resolve("ring.yml"), """
            listen.http: :81
            listen.ringpop: :5009
            discovery.json.file: hosts.json
            key: [header:user, cookie:sid]
            trusted-proxies: 2
            timeout.response: 0.5
            """);
        SidecarSettings settings =
                SettingsFor.load(file, Map.of(), "--listen.http=:82").settings();
        assertThat(settings.http()).hasToString(":82");
        assertThat(settings.key()).hasToString("header:user,cookie:sid,ip");
        assertThat(settings.trusted()).hasToString("2");
        assertThat(settings.forward().answerTimeout()).isEqualTo(Duration.ofMillis(500));
        assertThat(settings.ring().identity()).isEqualTo("127.0.0.1:5009");
    }

    @Test
    void addressIsTheFlagsElseTheVariablesElseWhereItListens() {
        Map<String, String> pod = Map.of("RINGPOP_PEER_IP", "10.1.2.3");
        assertThat(SettingsFor.load(null, pod, SOURCE).settings().ring().address())
                .hasToString("10.1.2.3:5000");
        assertThat(SettingsFor.load(null, pod, SOURCE, "--ringpop.peer.ip=::1")
                        .settings()
                        .ring()
                        .address())
                .hasToString("[::1]:5000");
        assertThat(SettingsFor.load(null, pod, SOURCE, "--ring.identity=pod-0")
                        .settings()
                        .ring()
                        .identity())
                .isEqualTo("pod-0");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        --listen.http=80                | --listen.http: must be HOST:PORT or :PORT, not '80'
        --listen.http=:65536            | --listen.http: must be HOST:PORT or :PORT, not ':65536'
        --listen.ringpop=:0             | --listen.ringpop: needs a port that other members can know, not 0
        --backend.url=https://a/        | --backend.url: must begin with http://, for https is not supported: 'https://a/'
        --backend.url=127.0.0.1:4000    | --backend.url: must be a URL such as http://127.0.0.1:4000/, not '127.0.0.1:4000'
        --backend.url=http://u@a/       | --backend.url: must be a URL such as http://127.0.0.1:4000/, not 'http://u@a/'
        --log.level=7                   | --log.level: must be 0 to 6, error, warn, info or debug, not '7'
        --ring.name=a/b                 | --ring.name: must be 1 to 59 letters, digits, '.', '_' and '-', not 'a/b'
        --ring.minimum=0                | --ring.minimum: must be between 1 and 10000, not 0
        --key=header                    | --key: 'header' is none of ip, header:NAME, cookie:NAME, query:NAME, path:N
        --trusted-proxies=10.0.0.0/33   | --trusted-proxies: '10.0.0.0/33' is no address range like 10.0.0.0/8
        --policy=retry                  | --policy: must be next, fail or wait, not 'retry'
        --hash-balance-factor=100       | --hash-balance-factor: must be 0, or 101 and above, not 100
        --backend.health=health         | --backend.health: must be a path such as /health, not 'health'
        --timeout.connect=0             | --timeout.connect: must be between 0.001 and 86400 seconds, not 0
        --timeout.head=-1               | --timeout.head: must be between 0 and 86400 seconds, not -1
        --timeout.body=-1               | --timeout.body: must be between 0 and 86400 seconds, not -1
        --max.client.connections=0      | --max.client.connections: must be between 1 and 1000000, not 0
        --max.client.requests=0         | --max.client.requests: must be between 1 and 1000000, not 0
        --max.head=10                   | --max.head: must be between 256 and 1048576, not 10
        --discovery.dns.host=ring.local | --discovery.dns.host: needs discovery.dns.port, too
        --discovery.hera=127.0.0.1:3222 | --discovery.hera: must be HOST:PORT[,HOST:PORT...]/SERVICE, such as 127.0.0.1:3222/shop, not '127.0.0.1:3222'
        --discovery.hera=/shop          | --discovery.hera: must be HOST:PORT[,HOST:PORT...]/SERVICE, such as 127.0.0.1:3222/shop, not '/shop'
        --discovery.hera=a:1,b/shop     | --discovery.hera: must be HOST:PORT, not b
        --discovery.hera=a:1/_nodes     | --discovery.hera: must name a service that does not begin with _, not 'a:1/_nodes'
        --discovery.hera=https://a:1,b:2/shop | --discovery.hera: must have https:// before each node, or before none, not 'https://a:1,b:2/shop'
        --discovery.hera=https://shop   | --discovery.hera: must be HOST:PORT[,HOST:PORT...]/SERVICE, such as 127.0.0.1:3222/shop, not 'https://shop'
        --discovery.hera.ca=ca.pem      | --discovery.hera.ca: needs discovery.hera, too
        --discovery.hera.token-file=t   | --discovery.hera.token-file: needs discovery.hera, too
        --ringpop.peer.ip=0.0.0.0       | --ringpop.peer.ip: must be the one address that other members reach, not 0.0.0.0
        --ringpop.peer.ip=a_b:1         | --ringpop.peer.ip: host must be a host name, an IPv4 or an IPv6 address, not a_b:1
        """)
    void badValueIsOneLineThatNamesItsFlag(String flag, String error) {
        assertThatThrownBy(() -> SettingsFor.load(null, Map.of(), SOURCE, flag))
                .isInstanceOf(SettingsException.class)
                .hasMessage(error);
    }

    @ParameterizedTest
    @ValueSource(strings = {":5000", "0.0.0.0:5000", "[::]:5000", "[::ffff:0.0.0.0]:5000"})
    void allAddressesAreNoAddressToBeReachedAt(String listen) {
        SidecarSettings settings = SettingsFor.flags(SOURCE, "--listen.ringpop=" + listen);
        assertThat(settings.ring().address()).hasToString("127.0.0.1:5000");
        assertThatThrownBy(() -> SettingsFor.load(null, Map.of("RINGPOP_PEER_IP", "::"), SOURCE))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("RINGPOP_PEER_IP: must be the one address that other members reach, not ::");
    }

    @Test
    void tokenForTheRegistryIsNotSentWhereOthersCanReadIt() {
        assertThatThrownBy(() -> SettingsFor.flags(
                        "--discovery.hera=localhost:1,[::1]:2,127.1.2.3:3,a:4/shop", "--discovery.hera.token-file=t"))
                .hasMessage("--discovery.hera.token-file: would be sent over plain HTTP to a:4; name https://a:4 in"
                        + " discovery.hera");
        assertThat(SettingsFor.flags("--discovery.hera=localhost:1,[::1]:2/shop", "--discovery.hera.token-file=t")
                        .sources()
                        .heraTokenFile())
                .isEqualTo("t");
        assertThatThrownBy(() -> SettingsFor.flags("--discovery.hera=localhost:1/shop", "--discovery.hera.ca=ca.pem"))
                .hasMessage(
                        "--discovery.hera.ca: proves nothing over plain HTTP; name https:// nodes in discovery.hera");
    }

    @Test
    void clientOfAClosedSidecarHasAQuarterOfAllConnections() {
        String closed = "--security=security";
        assertThat(SettingsFor.flags(SOURCE).clientConnections()).isZero();
        assertThat(SettingsFor.flags(SOURCE, "--security=open").clientConnections())
                .isZero();
        assertThat(SettingsFor.flags(SOURCE, closed).clientConnections()).isEqualTo(2500);
        assertThat(SettingsFor.flags(SOURCE, closed, "--max.connections=3").clientConnections())
                .isOne();
        assertThat(SettingsFor.flags(SOURCE, closed, "--max.client.connections=7")
                        .clientConnections())
                .isEqualTo(7);
    }

    @Test
    void withoutASourceOfMembersItSaysWhatIsNeeded() {
        assertThatThrownBy(() -> SettingsFor.flags())
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("discovery.json.file: a source of members is needed");
    }

    @Test
    void printedSettingsAreReadAsTheSame() throws IOException {
        SidecarSettings settings = SettingsFor.flags(
                SOURCE,
                "--key=path:2,query:q",
                "--trusted-proxies=10.0.0.0/8,::1",
                "--policy=wait",
                "--ring.identity=pod-0",
                "--discovery.hera=https://a:3222,https://[::1]:3222/shop/eu",
                "--discovery.hera.ca=ca.pem",
                "--discovery.hera.token-file=tokens/ring",
                "--backend.url=http://localhost:9/api/",
                "--backend.health=/up",
                "--log.level=5");
        Path file = Files.writeString(directory.resolve("all.yml"), SidecarKeys.TABLE.yaml(settings));
        assertThat(SettingsFor.load(file, Map.of()).settings()).isEqualTo(settings);
    }
}
