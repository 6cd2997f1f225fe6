package hera.registry.wire;

import static org.assertj.core.api.Assertions.assertThat;

import hera.foundation.json.MalformedInputException;
import hera.foundation.json.RandomJson;
import hera.foundation.names.InstanceId;
import hera.foundation.names.NodeName;
import hera.foundation.names.ServiceName;
import hera.harness.Digests;
import hera.harness.Pages;
import hera.registry.replica.Delta;
import hera.registry.replica.Deltas;
import hera.registry.replica.Digest;
import hera.registry.replica.InstanceContent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages of random deltas: what comes back, how large they are, and what damage to them does. */
class DeltasCodecRandomTest {
    private static final long NOW = 1_355_833_258_675L;
    private static final InstanceReader INSTANCES = new InstanceReader(10_000, 64);
    private static final Digest ASKED = Digests.at(Map.of(), 0);
    private static final DeltasCodec CODEC = new DeltasCodec(INSTANCES, WireNames.ANY);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void everyDeltaComesBackFromARichPage(long seed) throws MalformedInputException {
        Generator generator = new Generator(seed);
        for (int i = 0; i < 500; i++) {
            Deltas deltas = generator.deltas(6);
            DecodedPage decoded =
                    CODEC.decode(CODEC.encode(deltas, PageFormat.RICH), PageFormat.RICH, ASKED, deltas.more(), NOW);
            assertThat(decoded.deltas()).isEqualTo(deltas);
            assertThat(decoded.rejectedCount()).isZero();
            Pages.byOrigin(deltas)
                    .forEach((origin, list) -> assertThat(
                                    Pages.received(decoded.deltas()).get(origin))
                            .isEqualTo(list.get(list.size() - 1).timestamp()));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {5, 6})
    void livingEntriesComeBackFromAPlainPage(long seed) throws MalformedInputException {
        Generator generator = new Generator(seed);
        for (int i = 0; i < 500; i++) {
            Deltas deltas = generator.deltas(6);
            DecodedPage decoded =
                    CODEC.decode(CODEC.encode(deltas, PageFormat.PLAIN), PageFormat.PLAIN, ASKED, deltas.more(), NOW);
            assertThat(decoded.deltas()).isEqualTo(plain(deltas));
            assertThat(decoded.rejectedCount()).isZero();
        }
    }

    private static Deltas plain(Deltas deltas) {
        Map<NodeName, List<Delta>> plain = new LinkedHashMap<>();
        Pages.byOrigin(deltas).forEach((origin, list) -> {
            List<Delta> live = new ArrayList<>();
            for (Delta delta : list) {
                if (delta instanceof Delta.Put put) {
                    live.add(new Delta.Put(
                            put.service(),
                            put.id(),
                            put.instance(),
                            put.timestamp(),
                            put.timestamp(),
                            Delta.UNKNOWN_AGE,
                            Delta.NO_TTL));
                }
            }
            if (!live.isEmpty()) {
                plain.put(origin, live);
            }
        });
        return Pages.of(plain, deltas.more());
    }

    @ParameterizedTest
    @ValueSource(longs = {7, 8})
    void sizesNeverFallShortAndAreClose(long seed) {
        Generator generator = new Generator(seed);
        for (int i = 0; i < 500; i++) {
            Deltas deltas = generator.deltas(6);
            int estimate = 2;
            int count = 0;
            for (Map.Entry<NodeName, List<Delta>> origin :
                    Pages.byOrigin(deltas).entrySet()) {
                estimate += DeltasCodec.size(origin.getKey());
                count += origin.getValue().size();
                for (Delta delta : origin.getValue()) {
                    estimate += DeltasCodec.size(delta);
                }
            }
            int size = CODEC.encode(deltas, PageFormat.RICH).length;
            assertThat(size).isBetween(estimate - 118 * count - 2, estimate);
            assertThat(CODEC.encode(deltas, PageFormat.PLAIN).length).isLessThanOrEqualTo(estimate);
        }
    }

    @ParameterizedTest
    @EnumSource(PageFormat.class)
    void everyFlippedBitIsRefusedRejectedOrReadAsValid(PageFormat form) {
        byte[] page = CODEC.encode(new Generator(9).deltas(12), form);
        for (int bit = 0; bit < page.length * 8; bit++) {
            byte[] flipped = page.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            survives(flipped, form);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {10, 11, 12})
    void damagedPagesAreRefusedOrRejectedOrReadAsSomethingSound(long seed) {
        Generator generator = new Generator(seed);
        int read = 0;
        for (int i = 0; i < 5_000; i++) {
            byte[] damaged = generator.json.damaged(CODEC.encode(generator.deltas(4), PageFormat.RICH));
            read += survives(damaged, PageFormat.RICH) ? 1 : 0;
            survives(damaged, PageFormat.PLAIN);
        }
        assertThat(read).isBetween(500, 4_500);
    }

    /** Whether the page is read; what it then gives is fit to be stored and passed on. */
    private static boolean survives(byte[] page, PageFormat form) {
        DecodedPage decoded;
        try {
            decoded = CODEC.decode(page, form, ASKED, false, NOW);
        } catch (MalformedInputException e) {
            assertThat(e.getMessage()).hasSizeLessThan(200);
            return false;
        }
        try {
            byte[] again = CODEC.encode(decoded.deltas(), PageFormat.RICH);
            assertThat(Pages.byOrigin(CODEC.decode(again, PageFormat.RICH, ASKED, false, NOW)
                            .deltas()))
                    .isEqualTo(Pages.byOrigin(decoded.deltas()));
            for (List<Delta> list : Pages.byOrigin(decoded.deltas()).values()) {
                for (Delta delta : list) {
                    if (delta instanceof Delta.Put put) {
                        assertThat(INSTANCES.read(put.instance().json())).isEqualTo(put.instance());
                    }
                }
            }
            return true;
        } catch (MalformedInputException e) {
            throw new AssertionError(e);
        }
    }

    /** Deltas as origins write them: timestamps grow, and no text is tame. */
    private static final class Generator {
        private static final String[] NAMES = {
            "a", "srv 1", "x_nodes", "q\"\\/", "é€😀", "a.b:c", "\u2028", "x".repeat(255)
        };

        final RandomJson json;
        private final SplittableRandom random;

        Generator(long seed) {
            json = new RandomJson(seed);
            random = new SplittableRandom(seed);
        }

        Deltas deltas(int most) {
            Map<NodeName, List<Delta>> byOrigin = new LinkedHashMap<>();
            for (int i = random.nextInt(4); i > 0; i--) {
                List<Delta> list = new ArrayList<>();
                long timestamp = random.nextLong(NOW);
                for (int k = 1 + random.nextInt(most); k > 0; k--) {
                    timestamp += 1 + random.nextInt(1_000);
                    list.add(delta(timestamp));
                }
                byOrigin.put(new NodeName(name()), list);
            }
            return Pages.of(byOrigin, random.nextBoolean());
        }

        private Delta delta(long timestamp) {
            ServiceName service = new ServiceName(name());
            InstanceId id = new InstanceId(name());
            long age = random.nextInt(4) == 0 ? Delta.UNKNOWN_AGE : random.nextLong(1_000_000);
            int ttl = random.nextBoolean() ? Delta.NO_TTL : random.nextInt(1_000, 86_400_001);
            long since = random.nextBoolean() ? timestamp : random.nextLong(timestamp);
            return switch (random.nextInt(4)) {
                case 0 -> new Delta.Deletion(service, id, timestamp, age, ttl);
                case 1 ->
                    new Delta.Touch(service, id, timestamp, random.nextInt(4) == 0 ? Delta.UNKNOWN_SINCE : since, age);
                default -> new Delta.Put(service, id, instance(), timestamp, since, age, ttl);
            };
        }

        private InstanceContent instance() {
            try {
                return INSTANCES.read(json.object());
            } catch (MalformedInputException e) {
                throw new AssertionError(e);
            }
        }

        private String name() {
            return NAMES[random.nextInt(NAMES.length)];
        }
    }
}
