package hera.cloud.harness;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.cloud.netflix.eureka.server.EnableEurekaServer;
import org.springframework.context.annotation.Configuration;

/** A Eureka server in a process of its own, of a pair that copy to each other. Its host has an address of its own. */
public final class EurekaServerProcess implements AutoCloseable {
    /** A property of clients: without it the server's Jersey, which their class path has here, would be theirs. */
    public static final String CLIENT_ALONE = "eureka.client.jersey.enabled=false";

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Process process;
    private final String url;

    private EurekaServerProcess(Process process, String url) {
        this.process = process;
        this.url = url;
    }

    /** The server. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @EnableEurekaServer
    public static class Main {
        public static void main(String[] args) {
            SpringApplication.run(Main.class, args);
        }
    }

    /** The address of one of the pair: 127.0.0.1 or 127.0.0.2, because a server takes its own name for itself. */
    public static String url(int which, int port) {
        return "http://127.0.0.%d:%d/eureka/".formatted(which + 1, port);
    }

    /** Starts one of the pair, and waits until it answers. */
    public static EurekaServerProcess start(Path folder, int which, int port) throws IOException {
        String host = "127.0.0." + (which + 1);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Main.class.getName(),
                "--server.address=" + host,
                "--server.port=" + port,
                "--spring.application.name=eureka",
                "--hera.client.enabled=false",
                "--eureka.client.enabled=true",
                "--eureka.dashboard.enabled=false",
                "--eureka.instance.hostname=" + host,
                "--eureka.client.service-url.defaultZone=" + url(1 - which, port)));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("eureka-" + which + ".txt").toFile())
                .start();
        EurekaServerProcess server = new EurekaServerProcess(process, url(which, port));
        await().atMost(PATIENCE).ignoreExceptions().until(() -> !server.apps().isEmpty());
        return server;
    }

    /** The text of all that it knows. */
    public String apps() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "apps"))
                .header("Accept", "application/json")
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }

    /** Ends it as a supervisor does. */
    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
