package hera.registry.resource;

import static org.assertj.core.api.Assertions.assertThat;

import hera.foundation.http.QueryString;
import hera.foundation.json.MalformedInputException;
import hera.foundation.names.InstanceId;
import hera.foundation.names.NodeName;
import hera.foundation.names.ServiceName;
import hera.foundation.time.Moment;
import hera.registry.replica.Delta;
import hera.registry.replica.InstanceContent;
import hera.registry.replica.InstanceView;
import hera.registry.replica.Replica;
import hera.registry.replica.ReplicaBounds;
import hera.registry.replica.ReplicaFullException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that are large are made only while the heap has room for them. */
class RenderRoomTest {
    private static final ServiceName LARGE = new ServiceName("large");
    private static final ServiceName SMALL = new ServiceName("small");
    private static final Moment NOW = new Moment(1_795_132_800_000L, 0);

    private final Replica replica = new Replica(new NodeName("a"), new ReplicaBounds(60_000, 10_000, 10), 42);
    private final List<Long> asked = new ArrayList<>();
    private long free = Long.MAX_VALUE;
    private final ResponseCache responses = new ResponseCache(replica, new EntityTags("test"), bytes -> {
        asked.add(bytes);
        return bytes <= free;
    });

    @BeforeEach
    void fill() throws ReplicaFullException {
        for (int i = 0; i < 300; i++) {
            put(LARGE, "i" + i, "{\"a\":1,\"x\":\"" + "y".repeat(2_000) + "\"}");
        }
        put(SMALL, "one", "{}");
    }

    private void put(ServiceName service, String id, String body) throws ReplicaFullException {
        InstanceContent instance = new InstanceContent(body.getBytes(StandardCharsets.UTF_8));
        replica.put(service, new InstanceId(id), instance, Delta.NO_TTL, NOW);
    }

    private CachedResponse read(ServiceName service, String query) throws MalformedInputException {
        QueryString parsed = QueryString.parse(query);
        Representation representation = Representation.of(new RegistryPath.OfService(service), parsed);
        return parsed.isOn("meta") ? responses.described(representation, NOW) : responses.of(representation, NOW);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "pretty", "where=a:1", "where=a:1&pretty", "meta", "meta&pretty"})
    void largeAnswerIsRefusedWithoutRoomAndMadeWithRoom(String query) throws MalformedInputException {
        free = 0;
        CachedResponse refused = read(LARGE, query);
        assertThat(refused.isRefusal()).isTrue();
        assertThat(new String(refused.body(), StandardCharsets.UTF_8))
                .contains("-Xmx")
                .contains("?where");
        assertThat(refused.isKnownBy("*")).isFalse();
        assertThat(asked).isNotEmpty().allMatch(bytes -> bytes > 600_000);
        free = Long.MAX_VALUE;
        assertThat(read(LARGE, query).status()).isEqualTo(200);
        assertThat(read(LARGE, query).length()).isGreaterThan(600_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "pretty", "where=a:1", "meta"})
    void smallAnswerIsMadeWithoutRoom(String query) throws MalformedInputException {
        free = 0;
        assertThat(read(SMALL, query).status()).isEqualTo(200);
        assertThat(asked).isEmpty();
    }

    @Test
    void changeOfALargeServiceAsksForItsStripeAlone() throws ReplicaFullException, MalformedInputException {
        assertThat(read(LARGE, "").status()).isEqualTo(200);
        free = 0;
        put(LARGE, "i7", "{\"changed\":true}");
        assertThat(read(LARGE, "").status()).isEqualTo(200);
    }

    @Test
    void filterNeedsNoRoomForWhatDoesNotMatch() throws MalformedInputException {
        free = 0;
        assertThat(new String(read(LARGE, "where=a:2").body(), StandardCharsets.UTF_8))
                .isEqualTo("{}");
    }

    @Test
    void instancesAreAskedForBeforeTheyAreLookedAt() throws ReplicaFullException, MalformedInputException {
        ServiceName many = new ServiceName("many");
        for (int i = 0; i < 5_000; i++) {
            put(many, "i" + i, "{}");
        }
        free = 0;
        for (String query : List.of("", "pretty", "where=a:1", "meta")) {
            assertThat(read(many, query).isRefusal()).as(query).isTrue();
        }
        assertThat(asked).hasSize(4).containsOnly(5_000L * InstanceView.BYTES);
    }

    @Test
    void countsOfManyServicesAreRefusedWithoutRoom() throws ReplicaFullException {
        for (int i = 0; i < 2_000; i++) {
            put(new ServiceName("s" + i), "one", "{}");
        }
        Representation counts = Representation.plain(new RegistryPath.Root());
        free = 0;
        assertThat(responses.of(counts, NOW).isRefusal()).isTrue();
        free = Long.MAX_VALUE;
        assertThat(responses.of(counts, NOW).status()).isEqualTo(200);
    }

    @Test
    void whatIsGivenUpIsMadeAgain() throws MalformedInputException {
        read(LARGE, "");
        read(LARGE, "where=a:1");
        long before = responses.renderings();
        read(LARGE, "");
        read(LARGE, "where=a:1");
        assertThat(responses.renderings()).isEqualTo(before);
        responses.giveUpAll();
        read(LARGE, "");
        read(LARGE, "where=a:1");
        assertThat(responses.renderings()).isEqualTo(before + 2);
    }

    @Test
    void watchOfALargeServiceIsRefusedAsAWhole() {
        free = 0;
        WatchedService watched = new WatchedService(Representation.plain(new RegistryPath.OfService(LARGE)), "");
        WatchResponse response = WatchResponse.of(List.of(watched), responses, NOW);
        assertThat(response.refusal()).isNotNull();
        assertThat(response.isEmpty()).isFalse();
    }

    @Test
    void tagOfTheCompressedFormIsKnownWithoutCompressing() throws MalformedInputException {
        CachedResponse plain = read(LARGE, "");
        String tag = plain.tag(true);
        assertThat(plain.content().hasGzip()).isFalse();
        assertThat(plain.packed().tag()).isEqualTo(tag);
        assertThat(plain.content().hasGzip()).isTrue();
    }
}
