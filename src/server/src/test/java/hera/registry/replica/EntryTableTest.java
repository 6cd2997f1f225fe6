package hera.registry.replica;

import static org.assertj.core.api.Assertions.assertThat;

import hera.foundation.names.NodeName;
import hera.foundation.names.ServiceName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntryTableTest {
    private static final Service SERVICE = new Service(new ServiceName("service"), 0);
    private static final Origin ORIGIN = new Origin(new NodeName("origin"));

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void holdsWhatAHashMapHolds(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        EntryTable table = new EntryTable(random.nextLong());
        Map<String, Entry> model = new HashMap<>();
        for (int step = 0; step < 20_000; step++) {
            int range = step / 4000 % 2 == 0 ? 2000 : 30;
            String id = "x".repeat(random.nextInt(12)) + random.nextInt(range);
            Entry held = table.find(bytes(id));
            assertThat(held).as("seed %d step %d find %s", seed, step, id).isSameAs(model.get(id));
            if (held == null) {
                Entry entry = entry(id);
                table.add(entry);
                model.put(id, entry);
            } else if (range == 30 || random.nextInt(3) > 0) {
                table.remove(held);
                model.remove(id);
            }
            assertThat(table.size()).as("seed %d step %d", seed, step).isEqualTo(model.size());
        }
        Set<Entry> visited = new HashSet<>();
        table.forEach(entry -> assertThat(visited.add(entry)).isTrue());
        assertThat(visited).as("seed %d", seed).isEqualTo(new HashSet<>(model.values()));
        model.forEach((id, entry) ->
                assertThat(table.find(bytes(id))).as("seed %d %s", seed, id).isSameAs(entry));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void followersOfARemovedCollidingIdAreStillFound(long seed) {
        EntryTable table = new EntryTable(seed);
        List<Entry> sameHome = collidingInTheLastSlot(seed, 5);
        for (Entry first : sameHome) {
            sameHome.forEach(table::add);
            table.remove(first);
            for (Entry other : sameHome) {
                assertThat(table.find(other.id().utf8())).isSameAs(other == first ? null : other);
                if (other != first) {
                    table.remove(other);
                }
            }
            assertThat(table.size()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void everyEntryIsInOneStripeAndStaysThereWhileTheirNumberDoes(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        EntryTable table = new EntryTable(random.nextLong());
        Map<Entry, Integer> stripes = new HashMap<>();
        int count = table.stripes();
        for (int step = 0; step < 3000; step++) {
            String id = "" + random.nextInt(400);
            Entry held = table.find(bytes(id));
            boolean grows = step % 1000 < 700;
            if (held == null && grows) {
                table.add(entry(id));
            } else if (held != null && !grows) {
                table.remove(held);
            }
            Map<Entry, Integer> now = new HashMap<>();
            for (int i = 0; i < table.stripes(); i++) {
                int stripe = i;
                table.forEachOf(
                        stripe, entry -> assertThat(now.put(entry, stripe)).isNull());
            }
            assertThat(now).as("seed %d step %d", seed, step).hasSize(table.size());
            if (table.stripes() == count) {
                stripes.keySet().retainAll(now.keySet());
                assertThat(now).as("seed %d step %d", seed, step).containsAllEntriesOf(stripes);
            }
            stripes = now;
            count = table.stripes();
        }
    }

    /** The last bytes were once hashed as {@code String} does, so that "Aa" and "BB" met under every seed. */
    @Test
    void noSeedIndependentCollisionsOfShortIds() {
        List<String> equalInJava = List.of("AaAaAa", "AaAaBB", "AaBBAa", "BBAaAa", "BBBBBB", "BBBBAa");
        for (long seed = 0; seed < 100; seed++) {
            long one = seed;
            assertThat(equalInJava.stream().map(id -> entry(id).idHash(one)))
                    .as("seed %d", seed)
                    .doesNotHaveDuplicates();
        }
    }

    /** Ids whose home is the last slot of a table of 8, so that their run wraps round. */
    private static List<Entry> collidingInTheLastSlot(long seed, int count) {
        List<Entry> found = new ArrayList<>();
        for (int i = 0; found.size() < count; i++) {
            Entry entry = entry("id" + i);
            if ((entry.idHash(seed) & 7) == 7) {
                found.add(entry);
            }
        }
        return found;
    }

    private static Entry entry(String id) {
        return new Entry(SERVICE, bytes(id), ORIGIN);
    }

    private static byte[] bytes(String id) {
        return id.getBytes(StandardCharsets.UTF_8);
    }
}
