package hera.registry.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import hera.harness.HeraProcess;
import hera.harness.NodeClient;
import hera.harness.ProxyServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Waits behind proxies that end a silent answer, by the documented configurations with a short time in place of the documented
 * one: a longer {@code max-wait} loses the answer, a shorter one lets each wait end with it.
 */
class WaitsBehindProxiesIT {
    private static final Pattern TIMEOUT = Pattern.compile("(?:proxy_read_timeout|timeout (?:client|server)) +(\\d+)s");
    private static final int USUAL_MAX_WAIT = 300;

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"nginx", "haproxy"})
    void maxWaitBelowTheProxysTimeoutEndsEachWaitInTime(String proxy) {
        HttpResponse<String> answer = longWait(proxy, "max-wait: 1\n");
        assertThat(answer.statusCode()).isEqualTo(304);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nginx", "haproxy"})
    void maxWaitAboveTheProxysTimeoutLosesTheAnswer(String proxy) {
        HttpResponse<String> answer = longWait(proxy, "");
        assertThat(answer.statusCode()).isEqualTo(504);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nginx.conf", "haproxy.cfg"})
    void documentedTimeoutsAreBeyondTheUsualMaxWait(String file) {
        Matcher timeout = TIMEOUT.matcher(ProxyServer.documented(file));
        assertThat(timeout.find()).isTrue();
        do {
            assertThat(Integer.parseInt(timeout.group(1))).isGreaterThan(USUAL_MAX_WAIT);
        } while (timeout.find());
    }

    /** A wait of 300 s, through a proxy that ends a silent answer after 3 s. */
    private HttpResponse<String> longWait(String name, String configuration) {
        Optional<Path> program = ProxyServer.installed(name);
        assumeTrue(program.isPresent(), "no " + name + ": waits behind it are not tested");
        try (HeraProcess node = HeraProcess.in(directory)
                        .flags("-n", "behind", "-p", "0")
                        .configuration(configuration)
                        .node();
                ProxyServer proxy = start(name, program.get(), node.port())) {
            NodeClient http = new NodeClient(proxy.port());
            http.put("/waited/a", "{}");
            String tag = http.get("/waited").headers().firstValue("ETag").orElseThrow();
            return http.get("/waited?wait=300", "If-None-Match", tag);
        }
    }

    private ProxyServer start(String name, Path program, int node) {
        return name.equals("nginx")
                ? ProxyServer.nginx(program, files(name), text -> text.replace("330s", "3s"), node)
                : ProxyServer.haproxy(program, files(name), text -> text.replace("330s", "3s"), node);
    }

    private Path files(String name) {
        try {
            return Files.createDirectories(directory.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
