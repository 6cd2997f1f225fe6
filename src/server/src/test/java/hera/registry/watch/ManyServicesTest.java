package hera.registry.watch;

import static org.assertj.core.api.Assertions.assertThat;

import hera.foundation.names.ServiceName;
import hera.foundation.time.Cancellable;
import hera.registry.resource.RegistryPath;
import hera.registry.resource.Representation;
import hera.registry.resource.WatchResponse;
import hera.registry.resource.WatchedService;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** One wait for many services, on virtual time. */
class ManyServicesTest {
    private final VirtualRegistry registry = new VirtualRegistry();

    /** A client that watches services, and what it was answered. */
    private final class Client {
        final List<String> answers = new ArrayList<>();
        final List<WatchResponse> responses = new ArrayList<>();
        final Cancellable wait;

        Client(List<WatchedService> services) {
            wait = registry.watches.awaitAny(services, Duration.ofMinutes(1), known -> {
                WatchResponse response = WatchResponse.of(known, registry.answers, registry.clock.now());
                responses.add(response);
                answers.add(text(response));
            });
        }
    }

    @Test
    void aChangeOfOneServiceEndsTheWait() {
        Client client = new Client(known("a", "b", "c"));
        registry.put("b", "1", "{}");
        registry.pass(0);
        assertThat(client.answers)
                .containsExactly("{\"b\":{\"etag\":%s,\"instances\":{\"1\":{}}}}".formatted(tag("b")));
    }

    @Test
    void nothingIsListedAfterTheAnswer() {
        Client client = new Client(known("a", "b", "c"));
        assertThat(registry.watches.size()).isEqualTo(3);
        registry.put("b", "1", "{}");
        registry.pass(0);
        assertThat(client.answers).hasSize(1);
        assertThat(registry.watches.size()).isZero();
        registry.put("a", "1", "{}");
        registry.pass(60_000);
        assertThat(client.answers).hasSize(1);
    }

    @Test
    void changesOfSeveralServicesAreInOneAnswer() {
        Client client = new Client(known("a", "b", "c"));
        registry.put("a", "1", "{}");
        registry.put("c", "1", "{}");
        registry.put("c", "2", "{}");
        registry.pass(0);
        assertThat(client.answers).hasSize(1);
        assertThat(client.answers.get(0))
                .startsWith("{\"a\":{\"etag\":")
                .contains("},\"c\":{\"etag\":")
                .doesNotContain("\"b\"");
    }

    @Test
    void anUnknownTagIsAnsweredAtOnce() {
        Client client = new Client(List.of(watched("a", "\"other-1\""), watched("b", "")));
        assertThat(client.answers)
                .containsExactly("{\"a\":{\"etag\":%s,\"instances\":{}},\"b\":{\"etag\":%s,\"instances\":{}}}"
                        .formatted(tag("a"), tag("b")));
        assertThat(registry.watches.size()).isZero();
    }

    @Test
    void theEndOfTheTimeIsAnEmptyAnswer() {
        Client client = new Client(known("a", "b"));
        registry.pass(59_999);
        assertThat(client.answers).isEmpty();
        registry.pass(1);
        assertThat(client.responses).hasSize(1);
        assertThat(client.responses.get(0).isEmpty()).isTrue();
        assertThat(registry.watches.size()).isZero();
    }

    @Test
    void anExpiryEndsTheWait() {
        registry.put("b", "1", "{}");
        Client client = new Client(known("a", "b"));
        registry.pass(VirtualRegistry.LIVENESS.toMillis() - 1);
        assertThat(client.answers).isEmpty();
        registry.pass(1);
        assertThat(client.answers).containsExactly("{\"b\":{\"etag\":%s,\"instances\":{}}}".formatted(tag("b")));
    }

    @Test
    void aClientThatHasGoneIsNotListed() {
        Client client = new Client(known("a", "b"));
        client.wait.cancel();
        assertThat(registry.watches.size()).isZero();
        registry.put("a", "1", "{}");
        registry.pass(60_000);
        assertThat(client.answers).isEmpty();
    }

    @Test
    void aNodeThatStopsAnswersAll() {
        Client client = new Client(known("a", "b"));
        registry.watches.close();
        assertThat(client.responses).hasSize(1);
        Client late = new Client(known("a", "b"));
        assertThat(late.responses).hasSize(1);
    }

    @Test
    void clientsShareTheBytesAndTheTag() {
        Client one = new Client(known("a", "b"));
        Client two = new Client(known("b", "c"));
        registry.put("b", "1", "{}");
        registry.pass(0);
        assertThat(one.responses.get(0).pieces().get(1))
                .isSameAs(two.responses.get(0).pieces().get(1));
        String tag = registry.answers.of(plain("b"), registry.clock.now()).tag();
        List<WatchedService> sent = List.of(watched("b", tag.substring(0, 1) + tag.substring(1)));
        assertThat(WatchResponse.shared(sent, registry.answers, registry.clock.now())
                        .get(0)
                        .known())
                .isSameAs(tag);
    }

    @Test
    void clientsShareTheNamesOfServices() {
        ServiceWatch watch =
                new ServiceWatch(registry.answers, () -> Long.MAX_VALUE, null, registry.clock, registry.timer);
        Representation first = plain("a");
        watch.add(new PendingRead(first, "", latest -> {}));
        assertThat(watch.shared(plain("a"))).isSameAs(first);
    }

    @Test
    void otherServicesAreNotRenderedForAWrite() {
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            clients.add(new Client(known(
                    IntStream.range(i * 50, i * 50 + 50).mapToObj(n -> "s" + n).toArray(String[]::new))));
        }
        long before = registry.answers.renderings();
        registry.put("s77", "1", "{}");
        registry.pass(10);
        assertThat(registry.answers.renderings() - before).isLessThanOrEqualTo(50);
        assertThat(clients.stream().filter(client -> !client.answers.isEmpty())).hasSize(1);
    }

    @Test
    void aWriteCostsThoseWhoWatchThatServiceOnly() {
        int services = 200;
        for (int i = 0; i < services; i++) {
            registry.put("s" + i, "0", "{}");
        }
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            int first = i;
            clients.add(new Client(known(IntStream.range(0, 50)
                    .mapToObj(n -> "s" + (first + n * 4) % services)
                    .toArray(String[]::new))));
        }
        registry.pass(100);
        long before = registry.answers.renderings();
        registry.put("s77", "1", "{}");
        registry.pass(0);
        assertThat(registry.answers.renderings() - before).as("renderings").isOne();
        assertThat(clients.stream().filter(client -> !client.answers.isEmpty()))
                .hasSize(500)
                .allMatch(client -> client.answers.get(0).startsWith("{\"s77\":"));
    }

    private List<WatchedService> known(String... services) {
        List<WatchedService> all = new ArrayList<>();
        for (String service : services) {
            all.add(watched(
                    service,
                    registry.answers.of(plain(service), registry.clock.now()).tag()));
        }
        return all;
    }

    private static WatchedService watched(String service, String tag) {
        return new WatchedService(plain(service), tag);
    }

    private static Representation plain(String service) {
        return Representation.plain(new RegistryPath.OfService(new ServiceName(service)));
    }

    /** The tag of a service as a JSON string. */
    private String tag(String service) {
        String tag = registry.answers.of(plain(service), registry.clock.now()).tag();
        return '"' + tag.replace("\"", "\\\"") + '"';
    }

    private static String text(WatchResponse response) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        response.pieces().forEach(all::writeBytes);
        return all.toString(StandardCharsets.UTF_8);
    }
}
