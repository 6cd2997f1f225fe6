package hera.registry.api;

import static org.assertj.core.api.Assertions.assertThat;

import hera.harness.RunningNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A web page gets nothing written by another's browser, and nothing read by a name of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrowserGuardTest {
    private static final String LINE = "{\"service\":\"pages\",\"id\":\"x\",\"instance\":{}}";
    private static final List<String> WRITES =
            List.of("POST /_batch", "PUT /pages/x", "PUT /pages/x?hold", "DELETE /pages/x", "POST /_deltas");

    @AutoClose
    private final RunningNode everywhere = new RunningNode();

    @AutoClose
    private final RunningNode loopback = new RunningNode(settings -> settings.bind("127.0.0.1"));

    @ParameterizedTest
    @CsvSource({
        "Sec-Fetch-Site: cross-site",
        "Sec-Fetch-Site: same-site",
        "Origin: http://evil.example",
        "Origin: http://node:80",
        "Origin: null",
        "Origin: node:3222",
    })
    void writeOfAnotherSiteIsForbidden(String header) throws Exception {
        for (String write : WRITES) {
            assertThat(status(everywhere, write, "Host: node:3222", header))
                    .as(write)
                    .isEqualTo(403);
        }
        assertThat(everywhere.get("/pages").body()).isEqualTo("{}");
        assertThat(status(everywhere, "GET /pages", "Host: node:3222", header)).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "Host: node:3222, Origin: http://node:3222",
        "Host: NODE:3222, Origin: https://node:3222",
        "Host: node, Sec-Fetch-Site: same-origin",
        "Host: node, Sec-Fetch-Site: none",
        "Host: node, X: y",
    })
    void writeOfTheOwnPageIsTaken(String host, String header) throws Exception {
        assertThat(status(everywhere, "POST /_batch", host, header)).isEqualTo(200);
        assertThat(status(everywhere, "DELETE /pages/x", host, header)).isEqualTo(204);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LocalHost:1",
                "a.localhost",
                "localhost.",
                "127.0.0.1:3222",
                "127.1.2.3",
                "[::1]:80",
                "[0:0:0:0:0:0:0:1]"
            })
    void loopbackNameIsServed(String host) throws Exception {
        assertThat(status(loopback, "GET /pages", "Host: " + host, "X: y")).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "127.0.0.1.evil.example",
                "localhost.evil.example",
                "notlocalhost",
                "10.0.0.1",
                "[::2]",
                "0.0.0.0",
                "my_hera:26000",
                "localhost_:1",
                "_localhost",
                "127.0.0.1_:80",
                "127.0.0.1-:80",
                "localhost..:80",
                "0127.0.0.1:1"
            })
    void otherNameIsMisdirectedToALoopbackNode(String host) throws Exception {
        for (String path : List.of("/pages", "/", "/_cluster", "/actuator/health")) {
            assertThat(status(loopback, "GET " + path, "Host: " + host, "X: y"))
                    .as(path)
                    .isEqualTo(421);
        }
        assertThat(status(everywhere, "GET /pages", "Host: " + host, "X: y")).isEqualTo(200);
    }

    private static int status(RunningNode node, String line, String host, String header) throws IOException {
        String body = line.startsWith("POST /_batch") ? LINE : line.startsWith("GET") ? "" : "{}";
        try (Socket socket = node.raw(line + " HTTP/1.1\r\n" + host + "\r\n" + header + "\r\nConnection: close\r\n"
                        + "Content-Length: " + body.length() + "\r\n\r\n" + body);
                BufferedReader reader =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            return Integer.parseInt(String.valueOf(reader.readLine()).split(" ", 3)[1]);
        }
    }
}
