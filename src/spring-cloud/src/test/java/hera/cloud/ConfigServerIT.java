package hera.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import hera.cloud.harness.Applications;
import hera.cloud.harness.RealNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** Spring Cloud Config's client, which finds its server through a real node; the server's answers are a stand-in's. */
class ConfigServerIT {
    private static final String ANSWER = """
            {"name": "web", "profiles": ["default"], "propertySources": [
              {"name": "central", "source": {"greeting": "from afar"}}]}
            """;

    @TempDir
    private Path folder = Path.of("");

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}

    @Test
    void configServerIsFoundByItsName() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 5);
        server.createContext("/", exchange -> {
            byte[] body = ANSWER.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        try (RealNode node = RealNode.start(folder)) {
            node.put(
                    "configserver",
                    "c-1",
                    "{\"host\":\"127.0.0.1\",\"port\":%d}"
                            .formatted(server.getAddress().getPort()));
            try (ConfigurableApplicationContext context = Applications.of(
                            Application.class,
                            List.of(
                                    node.property(),
                                    "spring.main.web-application-type=none",
                                    "spring.application.name=web"))
                    .run(
                            "--spring.cloud.config.enabled=true",
                            "--spring.config.import=configserver:",
                            "--spring.cloud.config.discovery.enabled=true")) {
                assertThat(context.getEnvironment().getProperty("greeting")).isEqualTo("from afar");
            }
        } finally {
            server.stop(0);
        }
    }
}
