package hera.sidecar.console;

import hera.foundation.http.HeraHeaders;
import hera.foundation.http.HostPort;
import hera.foundation.http.NoSslContext;
import hera.foundation.json.JsonBuffer;
import hera.foundation.time.Clock;
import hera.sidecar.ring.HashRing;
import hera.sidecar.ring.RingMember;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The ring as each other member sees it: each is asked for its list of nodes, and the checksum of the ring is computed
 * from that. Members are asked at most once a second, however often this is read. Thread-safe.
 */
public final class PeerViews {
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final JsonMapper JSON = JsonMapper.shared();

    private final String environment;
    private final Supplier<Map<String, HostPort>> peers;
    private final Clock clock;
    private final Supplier<@Nullable SSLContext> tls;
    private @Nullable HttpClient client;
    private @Nullable SSLContext context;
    private byte @Nullable [] last;
    private long lastMillis;

    /**
     * Views that have not been read yet; nothing is sent before.
     *
     * @param environment the environment in which the ring's nodes gossip
     * @param peers the addresses of members by identity, this member left out
     * @param tls the context of connections to members, as it is now; null for none
     */
    public PeerViews(
            String environment,
            Supplier<Map<String, HostPort>> peers,
            Clock clock,
            Supplier<@Nullable SSLContext> tls) {
        this.tls = tls;
        this.environment = environment;
        this.peers = peers;
        this.clock = clock;
    }

    /**
     * Returns an object from identity to {@code {"checksum", "members"}} or {@code {"error"}}. Waits for at most a
     * second.
     */
    synchronized byte[] json() {
        long nowMillis = clock.now().agingMillis();
        if (last == null || nowMillis - lastMillis >= PATIENCE.toMillis()) {
            last = ask();
            lastMillis = nowMillis;
        }
        return last;
    }

    private byte[] ask() {
        Map<String, CompletableFuture<JsonBuffer>> answers = new TreeMap<>();
        peers.get().forEach((identity, address) -> answers.put(identity, view(address)));
        JsonBuffer json = new JsonBuffer(1024).raw('{');
        int begin = json.length();
        answers.forEach((identity, view) -> {
            json.raw(json.length() > begin ? "," : "").string(identity).raw(':');
            json.raw(view.join().toByteArray());
        });
        return json.raw('}').toByteArray();
    }

    private CompletableFuture<JsonBuffer> view(HostPort address) {
        HttpClient asking = client();
        HttpRequest request = HttpRequest.newBuilder(address.uri(context == null ? "http" : "https", "/_nodes"))
                .header(HeraHeaders.ENVIRONMENT, environment)
                .timeout(PATIENCE)
                .build();
        return asking.sendAsync(request, BodyHandlers.ofString())
                .thenApply(PeerViews::view)
                .exceptionally(failure -> error(reason(failure)));
    }

    private static JsonBuffer view(HttpResponse<String> answer) {
        if (answer.statusCode() != 200) {
            return error("HTTP " + answer.statusCode());
        }
        List<RingMember> members = new ArrayList<>();
        JSON.readTree(answer.body()).properties().forEach(node -> {
            if (isOnRing(node.getValue())) {
                HostPort address = new HostPort(
                        node.getValue().path("host").asString(),
                        node.getValue().path("port").asInt());
                members.add(new RingMember(node.getKey(), address.toString()));
            }
        });
        HashRing ring = HashRing.of(members);
        JsonBuffer json = new JsonBuffer(256).raw("{\"checksum\":").string(HashRing.hex(ring.checksum()));
        json.raw(",\"members\":[");
        for (int i = 0; i < ring.size(); i++) {
            json.raw(i == 0 ? "" : ",").string(ring.members().get(i).identity());
        }
        return json.raw("]}");
    }

    private static boolean isOnRing(JsonNode node) {
        return !node.path("state").asString("gone").equals("gone")
                && !node.path("resting").asBoolean(false);
    }

    private static JsonBuffer error(String reason) {
        return new JsonBuffer(64).raw("{\"error\":").string(reason).raw('}');
    }

    private static String reason(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        boolean odd = cause instanceof JacksonException || cause instanceof IllegalArgumentException;
        return cause instanceof HttpTimeoutException ? "no answer in time" : odd ? "no list of members" : "not reached";
    }

    private HttpClient client() {
        SSLContext now = tls.get();
        if (client == null || now != context) {
            context = now;
            client = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .proxy(HttpClient.Builder.NO_PROXY)
                    .connectTimeout(PATIENCE)
                    .sslContext(now == null ? new NoSslContext() : now)
                    .build();
        }
        return client;
    }
}
