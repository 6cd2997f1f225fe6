package hera.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import hera.harness.CannedNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands against a node with written-down answers, such as no real one would give on demand. */
class NodeCommandsTest {
    @AutoClose
    private final CannedNode node;

    private final CommandRun run = new CommandRun();

    NodeCommandsTest() throws IOException {
        node = new CannedNode();
        run.variable("HERA_NODE", node.address());
    }

    @Test
    void watchGoesOnWhereTheConnectionWasLost() {
        String events = "event: snapshot\nid: c1\ndata: {\"a\":{\"x\":1}}\n\n:\n\n";
        node.on("/web", 200, "text/event-stream", events);
        node.on("/web", 503, "{}");
        node.on(
                "/web",
                200,
                "text/event-stream",
                ":\n\nevent: remove\nid: c2\ndata: {\"id\":\"\\u001b\",\"instance\":{}}\n\n");
        node.on("/web", 400, "{\"detail\":\"enough\"}");
        assertThat(run.run("watch", "web")).isEqualTo(1);
        assertThat(run.out()).isEqualTo("snapshot  1 instance  {\"a\":{\"x\":1}}\nremove    \\u001b  {}\n");
        assertThat(node.requests()).containsExactly("GET /web null ", "GET /web c1 ", "GET /web c1 ", "GET /web c2 ");
        assertThat(run.pauses()).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(1));
        assertThat(run.err()).contains("lost: status 503").endsWith("hera: enough" + System.lineSeparator());
    }

    @Test
    void watchInJsonIsOneObjectALine() {
        node.on("/web", 200, "text/event-stream", "event: put\ndata: {\"id\":\"a\",\"instance\":{}}\n\n");
        node.on("/web", 400, "{\"detail\":\"enough\"}");
        run.run("watch", "--json", "web");
        assertThat(run.out()).isEqualTo("{\"event\":\"put\",\"data\":{\"id\":\"a\",\"instance\":{}}}\n");
    }

    @Test
    void coloursAreForTerminalsOnly() {
        node.on("/", 200, "{\"web\":2}");
        run.run("services");
        assertThat(run.out()).isEqualTo("SERVICE  INSTANCES\nweb              2\n");
        CommandRun terminal = new CommandRun().onTerminal();
        terminal.run("services", "--node", node.address());
        assertThat(terminal.out()).contains("\u001b[1mSERVICE");
        CommandRun plain = new CommandRun().onTerminal().variable("NO_COLOR", "1");
        plain.run("services", "--node", node.address());
        assertThat(plain.out()).isEqualTo(run.out());
    }

    @Test
    void jsonIsByteForByteInAPipeAndHarmlessOnATerminal() {
        node.on("/", 200, "{\"a\u009b\": 2}");
        run.run("services", "--json");
        assertThat(run.out()).isEqualTo("{\"a\u009b\": 2}");
        CommandRun terminal = new CommandRun().onTerminal();
        terminal.run("services", "--json", "--node", node.address());
        assertThat(terminal.out()).isEqualTo("{\"a\\u009b\": 2}\n");
    }

    @Test
    void putSendsStandardInput() {
        node.on("/web/a%2Fb?ttl=10", 204, "");
        run.input("{\"x\": 1}");
        assertThat(run.run("put", "--ttl", "10", "web", "a/b", "-")).isZero();
        assertThat(node.requests()).containsExactly("PUT /web/a%2Fb?ttl=10 null {\"x\": 1}");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void dotsAreNamesAndNotSteps() {
        run.run("get", "--json", "..", ".");
        assertThat(node.requests()).containsExactly("GET /%2E%2E/%2E null ");
    }

    @Test
    void conditionsAreEncodedOnce() {
        node.on("/web?meta&where=zone%3Aeu%20%26%201", 200, "{}");
        assertThat(run.run("get", "web", "--where", "zone:eu & 1")).isZero();
    }

    @Test
    void aServerThatIsNotHeraIsSaidToBeNone() {
        node.on("/", 200, "<html>");
        assertThat(run.run("services")).isEqualTo(1);
        assertThat(run.err()).startsWith("hera: what " + node.address() + " answers is not Hera's: ");
    }

    @Test
    void aComplaintCannotSteerTheTerminal() {
        node.on("/", 500, "{\"detail\":\"\\u001b[2Jbad\"}");
        assertThat(run.run("services")).isEqualTo(1);
        assertThat(run.err().strip()).isEqualTo("hera: \\u001b[2Jbad");
    }

    @Test
    void aBadAddressNamesItsSource() {
        assertThat(run.run("services", "--node", "no where")).isEqualTo(2);
        assertThat(run.err()).startsWith("hera: --node: host must be").contains("no where");
        CommandRun other = new CommandRun().variable("HERA_NODE", "x:y");
        assertThat(other.run("services")).isEqualTo(2);
        assertThat(other.err()).startsWith("hera: HERA_NODE: ");
    }

    @ParameterizedTest
    @CsvSource({
        "myhost, myhost:3222",
        "my_host, my_host:3222",
        "my_host:80, my_host:80",
        "hera.2, hera.2:3222",
        "[::1], [::1]:3222",
        "[::1]:80, [::1]:80",
        "http://localhost:8080, localhost:8080",
        "HTTP://localhost:8080/, localhost:8080",
        "http://my_host, my_host:80",
        "https://localhost:8080, https://localhost:8080",
        "HTTPS://[::1]/, https://[::1]:443"
    })
    void addressIsReadAsPeopleWriteIt(String written, String address) {
        assertThat(NodeArgument.parse(written)).hasToString(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":80",
                "a b",
                "ftp://a:1",
                "https://a:1/b",
                "https://u@a:1",
                "http://a:1/b",
                "http://u@a:1",
                "http://",
                "a:",
                "::1"
            })
    void addressThatIsNoneIsRefused(String written) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NodeArgument.parse(written))
                .withMessageContaining(written);
    }

    @Test
    void nodeThatHangsIsGivenUp() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            String address = "127.0.0.1:" + silent.getLocalPort();
            for (List<String> command : List.of(List.of("services"), List.of("watch", "s"))) {
                CommandRun hanging = new CommandRun().variable("HERA_NODE", address);
                String[] more = command.subList(1, command.size()).toArray(String[]::new);
                assertThat(hanging.run(command.get(0), more)).isEqualTo(2);
                assertThat(hanging.err().strip())
                        .isEqualTo("hera: " + address + " does not answer: nothing within 5 s");
            }
        }
    }
}
