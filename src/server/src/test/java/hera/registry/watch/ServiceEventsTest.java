package hera.registry.watch;

import static hera.registry.watch.VirtualRegistry.SERVICE;
import static org.assertj.core.api.Assertions.assertThat;

import hera.foundation.server.ByteSink;
import hera.foundation.time.Cancellable;
import hera.registry.resource.RegistryPath;
import hera.registry.resource.Representation;
import hera.registry.wire.InstanceFilter;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ServiceEventsTest {
    private final VirtualRegistry registry = new VirtualRegistry();

    /** A client as a browser has it: it remembers the last id, and holds what the events make of a service. */
    private final class Reader implements ByteSink {
        final StringBuilder text = new StringBuilder();
        final Map<String, String> state = new HashMap<>();

        @Nullable
        String lastId;

        int snapshots;
        int refusals;
        boolean reads = true;
        boolean aborted;
        boolean finished;
        long unread;
        private Cancellable stream = () -> {};

        void connect(InstanceFilter where) {
            stream = registry.watches.follow(SERVICE, where, this, lastId);
        }

        void disconnect() {
            stream.cancel();
        }

        @Override
        public void write(byte[] bytes) {
            if (!reads) {
                unread += bytes.length;
                return;
            }
            String events = new String(bytes, StandardCharsets.UTF_8);
            text.append(events);
            for (String event : events.split("\n\n", -1)) {
                take(event);
            }
        }

        private void take(String event) {
            String type = "";
            for (String line : event.split("\n", -1)) {
                if (line.startsWith("event: ")) {
                    type = line.substring(7);
                } else if (line.startsWith("id: ")) {
                    lastId = line.substring(4);
                } else if (line.startsWith("data: ")) {
                    take(type, JsonMapper.shared().readTree(line.substring(6)));
                }
            }
        }

        private void take(String type, JsonNode data) {
            switch (type) {
                case "snapshot" -> {
                    snapshots++;
                    state.clear();
                    data.properties()
                            .forEach(instance -> state.put(
                                    instance.getKey(), instance.getValue().toString()));
                }
                case "put" ->
                    state.put(data.get("id").asString(), data.get("instance").toString());
                case "remove" ->
                    assertThat(state.remove(data.get("id").asString()))
                            .isEqualTo(data.get("instance").toString());
                case "refused" -> refusals++;
                default -> throw new AssertionError(type);
            }
        }

        @Override
        public long unwritten() {
            return unread;
        }

        @Override
        public void finish() {
            finished = true;
        }

        @Override
        public void abort() {
            aborted = true;
        }
    }

    private static InstanceFilter where(String... conditions) throws Exception {
        return InstanceFilter.parse(List.of(conditions));
    }

    @Test
    void aStreamBeginsWithAllThereIsAndGoesOnWithChanges() {
        registry.put("1", "{\"a\":1}");
        Reader reader = new Reader();
        reader.connect(InstanceFilter.EVERYTHING);
        registry.put("2", "{}");
        registry.pass(100);
        registry.put("2", "{}");
        registry.pass(100);
        registry.delete("1");
        registry.pass(100);
        assertThat(reader.text).hasToString("""
                event: snapshot
                id: life-1
                data: {"1":{"a":1}}

                event: put
                data: {"id":"2","instance":{}}
                id: life-2

                event: remove
                data: {"id":"1","instance":{"a":1}}
                id: life-3

                """);
    }

    @Test
    void anExpiryIsARemoveOnTime() {
        registry.put("1", "{}");
        Reader reader = new Reader();
        reader.connect(InstanceFilter.EVERYTHING);
        registry.pass(VirtualRegistry.LIVENESS.toMillis() - 1);
        assertThat(reader.state).containsKey("1");
        registry.pass(1);
        assertThat(reader.state).isEmpty();
    }

    @Test
    void anInstanceThatStopsMatchingIsARemove() throws Exception {
        registry.put("1", "{\"zone\":\"a\"}");
        registry.put("2", "{\"zone\":\"b\"}");
        Reader reader = new Reader();
        reader.connect(where("zone:a"));
        assertThat(reader.state).containsOnlyKeys("1");
        registry.put("2", "{\"zone\":\"a\"}");
        registry.pass(100);
        assertThat(reader.state).containsOnlyKeys("1", "2");
        registry.put("1", "{\"zone\":\"b\"}");
        registry.pass(100);
        assertThat(reader.state).containsOnlyKeys("2");
        assertThat(reader.snapshots).isOne();
    }

    @Test
    void aCommentComesEveryFifteenSeconds() {
        Reader reader = new Reader();
        reader.connect(InstanceFilter.EVERYTHING);
        reader.text.setLength(0);
        registry.pass(45_000);
        assertThat(reader.text).hasToString(":\n\n:\n\n:\n\n");
    }

    @Test
    void aReaderThatComesBackGetsWhatItMissed() {
        registry.put("1", "{}");
        Reader reader = new Reader();
        reader.connect(InstanceFilter.EVERYTHING);
        reader.disconnect();
        registry.put("2", "{}");
        registry.pass(1_000);
        registry.put("3", "{}");
        registry.delete("1");
        registry.pass(1_000);
        reader.connect(InstanceFilter.EVERYTHING);
        assertThat(reader.snapshots).isOne();
        assertThat(reader.state).containsOnlyKeys("2", "3");
    }

    @Test
    void aReaderThatComesBackLateGetsAFreshSnapshot() {
        registry.put("1", "{}", 600_000);
        Reader reader = new Reader();
        reader.connect(InstanceFilter.EVERYTHING);
        reader.disconnect();
        registry.pass(WatchTable.LINGER.toMillis());
        assertThat(registry.watches.size()).isZero();
        registry.delete("1");
        reader.connect(InstanceFilter.EVERYTHING);
        assertThat(reader.snapshots).isEqualTo(2);
        assertThat(reader.state).isEmpty();
    }

    @Test
    void aCursorOfAnotherLifeOrFilterBringsAFreshSnapshot() throws Exception {
        registry.put("1", "{\"zone\":\"a\"}");
        Reader reader = new Reader();
        reader.connect(InstanceFilter.EVERYTHING);
        reader.connect(where("zone:b"));
        reader.lastId = "other-1";
        reader.connect(InstanceFilter.EVERYTHING);
        assertThat(reader.snapshots).isEqualTo(3);
    }

    @Test
    void aReaderThatDoesNotReadIsCutOff() {
        Reader reader = new Reader();
        Reader other = new Reader();
        reader.connect(InstanceFilter.EVERYTHING);
        other.connect(InstanceFilter.EVERYTHING);
        reader.reads = false;
        String large = "x".repeat(60_000);
        for (int n = 0; n < 100 && !reader.aborted; n++) {
            registry.put("1", "{\"n\":" + n + ",\"x\":\"" + large + "\"}");
            registry.pass(100);
        }
        assertThat(reader.aborted).isTrue();
        assertThat(reader.unread).isBetween(ServiceEvents.MOST_UNWRITTEN, ServiceEvents.MOST_UNWRITTEN + 300_000);
        assertThat(other.aborted).isFalse();
    }

    @Test
    void theJournalStaysWithinItsBound() {
        registry.put("1", "{}");
        Reader reader = new Reader();
        reader.connect(InstanceFilter.EVERYTHING);
        reader.disconnect();
        String large = "x".repeat(60_000);
        for (int n = 0; n < 600; n++) {
            registry.put("1", "{\"n\":" + n + ",\"x\":\"" + large + "\"}");
            registry.pass(50);
        }
        reader.connect(InstanceFilter.EVERYTHING);
        assertThat(reader.snapshots).as("36 MB of changes are not kept").isEqualTo(2);
    }

    @Test
    void closingEndsAllStreams() {
        Reader reader = new Reader();
        reader.connect(InstanceFilter.EVERYTHING);
        registry.watches.close();
        assertThat(reader.finished).isTrue();
        Reader late = new Reader();
        late.connect(InstanceFilter.EVERYTHING);
        assertThat(late.finished).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whateverHappensAReaderEndsUpWithWhatARequestShows(long seed) throws Exception {
        RandomGenerator random = new java.util.Random(seed);
        Reader[] readers = {new Reader(), new Reader(), new Reader()};
        InstanceFilter[] filters = {InstanceFilter.EVERYTHING, where("zone:a"), where("zone:b", "n:1")};
        boolean[] connected = new boolean[readers.length];
        for (int step = 0; step < 2_000; step++) {
            String id = "i" + random.nextInt(6);
            int r = random.nextInt(readers.length);
            switch (random.nextInt(6)) {
                case 0, 1 ->
                    registry.put(
                            id,
                            "{\"zone\":\"" + "ab".charAt(random.nextInt(2)) + "\",\"n\":" + random.nextInt(3) + "}",
                            random.nextBoolean() ? 0 : 1_000 + random.nextInt(3_000));
                case 2 -> registry.delete(id);
                case 3 -> registry.pass(random.nextInt(100));
                case 4 -> registry.pass(random.nextInt(random.nextInt(20) == 0 ? 100_000 : 2_000));
                default -> {
                    if (connected[r]) {
                        readers[r].disconnect();
                    } else {
                        readers[r].connect(filters[r]);
                    }
                    connected[r] = !connected[r];
                }
            }
            if (step % 50 == 0) {
                registry.pass(100);
                for (int i = 0; i < readers.length; i++) {
                    if (connected[i]) {
                        assertThat(readers[i].state)
                                .as("seed %d step %d reader %d", seed, step, i)
                                .isEqualTo(now(filters[i]));
                    }
                }
            }
        }
    }

    private Map<String, String> now(InstanceFilter where) {
        byte[] body = registry.answers
                .of(new Representation(new RegistryPath.OfService(SERVICE), false, where), registry.clock.now())
                .body();
        Map<String, String> instances = new HashMap<>();
        JsonMapper.shared()
                .readTree(body)
                .properties()
                .forEach(instance ->
                        instances.put(instance.getKey(), instance.getValue().toString()));
        return instances;
    }

    /** Writes a service of half a megabyte. */
    private void fill(String text) {
        for (int i = 0; i < 250; i++) {
            registry.put("" + i, "{\"x\":\"%s\"}".formatted(text.repeat(2_000)));
        }
    }

    @Test
    void streamsEndWhereThereIsNoRoomForWhatHasChanged() {
        fill("y");
        Reader reader = new Reader();
        reader.connect(InstanceFilter.EVERYTHING);
        registry.free = 0;
        registry.put("1", "{}");
        registry.pass(100);
        assertThat(reader.state).hasSize(250).containsEntry("1", "{}");
        fill("z");
        registry.pass(100);
        assertThat(reader.refusals).isEqualTo(1);
        assertThat(reader.finished).isTrue();

        Reader late = new Reader();
        late.connect(InstanceFilter.EVERYTHING);
        assertThat(late.refusals).isEqualTo(1);
        assertThat(late.finished).isTrue();

        registry.free = Long.MAX_VALUE;
        reader.connect(InstanceFilter.EVERYTHING);
        assertThat(reader.snapshots).isEqualTo(2);
        assertThat(reader.state.get("1")).contains("zzz");
    }
}
