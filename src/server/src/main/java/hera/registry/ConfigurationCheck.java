package hera.registry;

import hera.foundation.http.HeraHeaders;
import hera.foundation.http.HostPort;
import hera.foundation.time.Failures;
import hera.registry.settings.Environment;
import hera.registry.settings.RegistryKeys;
import hera.registry.settings.RegistrySettings;
import java.io.PrintWriter;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The work of {@code --check}: prints the effective settings, and asks each peer whether it runs in the same
 * environment. The output is YAML with everything but settings in comments, so that it can serve as a configuration
 * file.
 */
final class ConfigurationCheck {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final PrintWriter out;

    ConfigurationCheck(PrintWriter out) {
        this.out = out;
    }

    /** Prints the settings and the peers' answers; returns whether all answer. */
    boolean run(RegistrySettings settings) {
        out.print(RegistryKeys.TABLE.yaml(settings));
        if (settings.ports().size() > 1) {
            out.println("# port: the first free one of "
                    + settings.ports().stream().map(String::valueOf).collect(Collectors.joining(", ")));
        }
        HttpClient client = HttpClient.newBuilder()
                .proxy(HttpClient.Builder.NO_PROXY)
                .connectTimeout(PATIENCE)
                .build();
        Map<String, CompletableFuture<PeerAnswer>> answers = new LinkedHashMap<>();
        Environment environment = settings.environment();
        settings.peers()
                .forEach((name, address) -> answers.put(name + " at " + address, ask(client, address, environment)));
        settings.neighbours().forEach(address -> answers.put(address.toString(), ask(client, address, environment)));
        boolean allAnswer = true;
        for (Map.Entry<String, CompletableFuture<PeerAnswer>> peer : answers.entrySet()) {
            PeerAnswer answer = peer.getValue().join();
            out.println("# peer " + peer.getKey() + ": " + answer.text());
            allAnswer &= answer.came();
        }
        out.flush();
        return allAnswer;
    }

    private static CompletableFuture<PeerAnswer> ask(
            HttpClient client, HostPort address, @Nullable Environment environment) {
        HttpRequest request;
        try {
            request = HttpRequest.newBuilder(address.resolvedUri("/actuator/health/liveness"))
                    .timeout(PATIENCE)
                    .build();
        } catch (UnknownHostException e) {
            return CompletableFuture.completedFuture(new PeerAnswer(false, "does not answer (unknown host)"));
        }
        return client.sendAsync(request, BodyHandlers.discarding())
                .handle((response, failure) -> failure == null
                        ? answer(response, environment)
                        : new PeerAnswer(false, "does not answer (" + reason(failure) + ")"));
    }

    private static PeerAnswer answer(HttpResponse<?> response, @Nullable Environment environment) {
        String own = environment == null ? "" : environment.name();
        String theirs = response.headers().firstValue(HeraHeaders.ENVIRONMENT).orElse("");
        if (theirs.equals(own)) {
            return new PeerAnswer(true, "answers (HTTP " + response.statusCode() + ")");
        }
        return new PeerAnswer(
                false, theirs.isEmpty() ? "is in no environment" : "is in another environment, '" + theirs + "'");
    }

    private static String reason(Throwable failure) {
        Throwable cause = Failures.cause(failure);
        if (cause instanceof HttpTimeoutException) {
            return "nothing within " + PATIENCE.toSeconds() + " s";
        }
        if (cause instanceof ConnectException) {
            Throwable detail = cause.getCause();
            return detail instanceof java.nio.channels.UnresolvedAddressException ? "unknown host" : "no connection";
        }
        return String.valueOf(cause.getMessage());
    }

    private record PeerAnswer(boolean came, String text) {}
}
