package hera.registry.resource;

import static org.assertj.core.api.Assertions.assertThat;

import hera.foundation.names.InstanceId;
import hera.foundation.names.NodeName;
import hera.foundation.names.ServiceName;
import hera.foundation.time.Moment;
import hera.registry.replica.Delta;
import hera.registry.replica.InstanceContent;
import hera.registry.replica.Replica;
import hera.registry.replica.ReplicaBounds;
import hera.registry.replica.ReplicaFullException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class StripedBodyTest {
    private static final ServiceName SERVICE = new ServiceName("web");
    private static final long LIVENESS_MILLIS = 50_000;
    private static final JsonMapper MAPPER = new JsonMapper();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void whatIsKeptAndRenewedIsWhatTheReplicaHolds(long seed) throws IOException, ReplicaFullException {
        SplittableRandom random = new SplittableRandom(seed);
        Replica replica =
                new Replica(new NodeName("node"), new ReplicaBounds(LIVENESS_MILLIS, 1000, 10), random.nextLong());
        ResponseCache answers = new ResponseCache(replica, new EntityTags("test"));
        long millis = 1000;
        for (int step = 0; step < 6000; step++) {
            // It grows to some stripes, shrinks to one, and is forgotten at times.
            int phase = step / 1000 % 3;
            millis += phase == 1 ? random.nextInt(500) : phase == 2 ? random.nextInt(1, 3000) : random.nextInt(10);
            Moment now = new Moment(millis, millis, 0);
            InstanceId id = new InstanceId("" + random.nextInt(phase == 0 ? 500 : 20));
            if (random.nextInt(5) == 0) {
                replica.delete(SERVICE, id, now);
            } else {
                byte[] json = ("{\"n\":" + random.nextInt(3) + "}").getBytes(StandardCharsets.US_ASCII);
                replica.put(SERVICE, id, new InstanceContent(json), Delta.NO_TTL, now);
            }
            if (random.nextInt(50) == 0) {
                replica.expire(now);
            }
            if (random.nextInt(3) == 0) {
                CachedResponse answer = answers.of(Representation.plain(new RegistryPath.OfService(SERVICE)), now);
                assertThat(parsed(answer.body()))
                        .as("seed %d step %d", seed, step)
                        .isEqualTo(held(replica, now));
                assertThat(written(answer)).isEqualTo(answer.body()).hasSize(answer.length());
                assertThat(answer.pieces()).isSameAs(answer.pieces());
            }
        }
    }

    private static byte[] written(CachedResponse answer) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        answer.writeTo(out);
        return out.toByteArray();
    }

    private static Map<String, String> held(Replica replica, Moment now) {
        Map<String, String> held = new TreeMap<>();
        replica.service(SERVICE, now)
                .instances()
                .forEach(view -> held.put(view.id().toString(), view.instance().toString()));
        return held;
    }

    private static Map<String, String> parsed(byte[] json) {
        Map<String, String> parsed = new TreeMap<>();
        for (Map.Entry<String, JsonNode> one : MAPPER.readTree(json).properties()) {
            parsed.put(one.getKey(), one.getValue().toString());
        }
        return parsed;
    }
}
