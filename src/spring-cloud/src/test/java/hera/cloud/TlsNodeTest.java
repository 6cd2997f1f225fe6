package hera.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import hera.cloud.harness.Applications;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** A node that speaks TLS, by a certificate that only an SSL bundle of the application knows. */
class TlsNodeTest {
    private static final char[] PASSWORD = "changeit".toCharArray();

    private final List<String> requests = new CopyOnWriteArrayList<>();

    @TempDir
    private Path folder = Path.of("");

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}

    private Path keys() throws IOException, InterruptedException {
        Path store = folder.resolve("node.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "node",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "SAN=dns:localhost,ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(said).isZero();
        return store;
    }

    private HttpsServer node(Path keys) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keys)) {
            store.load(in, PASSWORD);
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(store, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.createContext("/", this::handle);
        server.start();
        return server;
    }

    private void handle(HttpExchange exchange) throws IOException {
        requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
        boolean write = !exchange.getRequestMethod().equals("GET");
        exchange.getRequestBody().readAllBytes();
        exchange.sendResponseHeaders(write ? 204 : 200, write ? -1 : 2);
        if (!write) {
            exchange.getResponseBody().write("{}".getBytes(StandardCharsets.US_ASCII));
        }
        exchange.close();
    }

    private ConfigurableApplicationContext application(HttpsServer node, String... more) {
        List<String> properties = new ArrayList<>(List.of(
                "hera.client.nodes=https://127.0.0.1:" + node.getAddress().getPort(),
                "spring.main.web-application-type=none",
                "spring.application.name=web",
                "hera.client.registration.port=7001",
                "hera.client.registration.host=web.example"));
        properties.addAll(List.of(more));
        return Applications.of(Application.class, properties).run();
    }

    @Test
    void bundleIsWhomTheClientTrusts() throws Exception {
        Path keys = keys();
        HttpsServer node = node(keys);
        try (ConfigurableApplicationContext context = application(
                node,
                "hera.client.ssl-bundle=registry",
                "spring.ssl.bundle.jks.registry.truststore.location=file:" + keys,
                "spring.ssl.bundle.jks.registry.truststore.password=" + new String(PASSWORD))) {
            assertThat(context.isActive()).isTrue();
            await().until(() -> requests.stream().anyMatch(request -> request.startsWith("PUT /web/")));
        } finally {
            node.stop(0);
        }
    }

    @Test
    void withoutTheBundleNothingIsSent() throws Exception {
        HttpsServer node = node(keys());
        try (ConfigurableApplicationContext context = application(node)) {
            await().until(() -> String.valueOf(
                            context.getBean(HeraDiscoveryClient.class).getServices())
                    .equals("[]"));
            assertThat(requests).isEmpty();
        } finally {
            node.stop(0);
        }
    }
}
