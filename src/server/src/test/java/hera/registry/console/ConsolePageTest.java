package hera.registry.console;

import static org.assertj.core.api.Assertions.assertThat;

import hera.harness.RunningNode;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the console is served. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsolePageTest {
    private static final String OF_A_BROWSER =
            "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8";

    @AutoClose
    private final RunningNode node = new RunningNode();

    @ParameterizedTest
    @ValueSource(strings = {"/_console/", "/_console/index.html", "/_console/main.js", "/_console/base.css"})
    void nothingButItsOwnFilesMayRunThere(String path) throws Exception {
        HttpResponse<String> answer = node.get(path);
        assertThat(header(answer, "Content-Security-Policy"))
                .contains("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "script-src 'self'")
                .doesNotContain("unsafe", "*", "http:", "https:", "data:");
        assertThat(header(answer, "X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(header(answer, "Referrer-Policy")).isEqualTo("no-referrer");
    }

    @Test
    void pageHasNoStyleNoScriptAndNoHandlerInIt() throws Exception {
        assertThat(node.get("/_console/").body())
                .doesNotContainPattern("<style|<script>|<script [^>]*>[^<]|\\sstyle=|\\son[a-z]+=|javascript:|//");
    }

    @Test
    void everythingThatThePageNamesIsThere() throws Exception {
        Matcher named = Pattern.compile("(?:href|src)=\"([^\"#]+)\"")
                .matcher(node.get("/_console/").body());
        int found = 0;
        while (named.find()) {
            found++;
            assertThat(node.get("/_console/" + named.group(1)).statusCode())
                    .as(named.group(1))
                    .isEqualTo(200);
        }
        assertThat(found).isGreaterThan(3);
    }

    @ParameterizedTest
    @CsvSource({
        "/_console/, text/html;charset=utf-8",
        "/_console/main.js, text/javascript;charset=utf-8",
        "/_console/base.css, text/css;charset=utf-8",
        "/_console/favicon.svg, image/svg+xml",
    })
    void fileIsSentOnceAndThen304(String path, String type) throws Exception {
        HttpResponse<String> first = node.get(path);
        assertThat(header(first, "Content-Type")).isEqualToIgnoringCase(type);
        assertThat(header(first, "Cache-Control")).isEqualTo("no-cache");
        String tag = header(first, "ETag");
        HttpResponse<String> again = node.get(path, "If-None-Match", "\"other\", W/" + tag);
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(header(again, "ETag")).isEqualTo(tag);
        assertThat(node.get(path, "If-None-Match", "\"other\"").statusCode()).isEqualTo(200);
    }

    @Test
    void headTellsTheLengthAlone() throws Exception {
        HttpResponse<String> answer = node.send(node.to("/_console/").method("HEAD", BodyPublishers.noBody()));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
        assertThat(Integer.parseInt(header(answer, "Content-Length"))).isPositive();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"absent.js", "..%2Fopenapi.yaml", "../openapi.yaml", "..%2F..%2Fopenapi.yaml", "main.js%00"})
    void nothingElseIsServed(String file) throws IOException {
        try (Socket socket = node.raw("GET /_console/" + file + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")) {
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 40")
                    .contains("application/problem+json")
                    .doesNotContain("openapi: ");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'" + OF_A_BROWSER + "', 302",
        "'text/html', 302",
        "'*/*', 200",
        "'application/json', 200",
        "'application/json, text/html', 200",
        "'text/html;q=0.5, application/json', 200",
    })
    void browserIsSentFromTheRootToTheConsole(String accept, int status) throws Exception {
        HttpResponse<String> answer = node.get("/", "Accept", accept);
        assertThat(answer.statusCode()).isEqualTo(status);
        if (status == 302) {
            assertThat(header(answer, "Location")).isEqualTo("_console/");
            assertThat(header(answer, "Vary")).isEqualTo("Accept");
            assertThat(header(answer, "Cache-Control")).isEqualTo("no-store");
        } else {
            assertThat(answer.body()).isEqualTo("{}");
        }
    }

    @Test
    void withoutItsSlashItLeadsThere() throws Exception {
        HttpResponse<String> answer = node.get("/_console");
        assertThat(answer.statusCode()).isEqualTo(301);
        assertThat(header(answer, "Location")).isEqualTo("_console/");
    }

    private static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }
}
