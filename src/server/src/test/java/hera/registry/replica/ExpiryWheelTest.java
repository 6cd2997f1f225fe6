package hera.registry.replica;

import static org.assertj.core.api.Assertions.assertThat;

import hera.foundation.names.NodeName;
import hera.foundation.names.ServiceName;
import hera.foundation.time.Moment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExpiryWheelTest {
    private static final long LIFE = 300_000;
    private static final long LATEST = 256;
    private static final long REVOLUTION = 4096 * 256;
    private static final Service SERVICE = new Service(new ServiceName("service"), 0);
    private static final Origin ORIGIN = new Origin(new NodeName("origin"));

    private final ExpiryWheel wheel = new ExpiryWheel(LIFE);
    private int named;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void handsOverWhatAListByTimeWould(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Map<Entry, Long> waiting = new LinkedHashMap<>();
        long now = 0;
        for (int step = 0; step < 3000; step++) {
            String at = "seed %d step %d".formatted(seed, step);
            now += step(random);
            switch (random.nextInt(5)) {
                case 0, 1 -> {
                    Entry entry = alive(now - random.nextLong(2 * LIFE), random.nextInt(3) * 1_000_000);
                    wheel.add(entry);
                    waiting.put(entry, Math.max(now, due(entry))); // what comes overdue is due when it comes
                }
                case 2 -> {
                    for (Entry entry : List.copyOf(waiting.keySet())) {
                        long was = due(entry);
                        entry.heardAt = now;
                        entry.ttlMillis = random.nextInt(3) * 1_000_000;
                        wheel.moved(entry, was);
                        waiting.put(entry, due(entry));
                    }
                }
                case 3 ->
                    waiting.keySet().stream().findAny().ifPresent(entry -> {
                        wheel.remove(entry);
                        waiting.remove(entry);
                    });
                default -> sweepAll(waiting, now, 1 + random.nextInt(50), at);
            }
        }
        now += 100 * REVOLUTION;
        sweepAll(waiting, now, 7, "seed " + seed);
        assertThat(waiting).as("seed %d", seed).isEmpty();
    }

    private void sweepAll(Map<Entry, Long> waiting, long now, int limit, String at) {
        boolean more = true;
        while (more) {
            List<Entry> due = sweep(now, limit);
            more = this.more;
            assertThat(due.size()).as(at).isLessThanOrEqualTo(limit);
            for (Entry entry : due) {
                assertThat(waiting.remove(entry)).as(at).isNotNull().isLessThanOrEqualTo(now);
            }
        }
        assertThat(waiting.values()).as(at).allMatch(time -> time > now - LATEST);
    }

    private static long step(SplittableRandom random) {
        return switch (random.nextInt(20)) {
            case 0 -> random.nextLong(20 * REVOLUTION);
            case 1 -> random.nextLong(REVOLUTION);
            case 2, 3, 4 -> random.nextLong(LIFE);
            default -> random.nextLong(2000);
        };
    }

    @Test
    void entryOlderThanTheNodeIsDueAtOnce() {
        Entry entry = alive(-5 * LIFE, Delta.NO_TTL);
        wheel.add(entry);

        assertThat(sweep(0, 10)).isEmpty();
        assertThat(sweep(LATEST, 10)).containsExactly(entry);
    }

    @Test
    void lifeBeyondOneRevolutionIsNotCutShort() {
        int day = 24 * 60 * 60 * 1000;
        Entry entry = alive(0, day);
        wheel.add(entry);

        for (long now = 0; now < day; now += 10_007) {
            assertThat(sweep(now, 10)).as("at %d", now).isEmpty();
        }
        assertThat(sweep(day + LATEST, 10)).containsExactly(entry);
    }

    @Test
    void jumpOfDaysFindsAllThatIsDueAndNothingElse() {
        Entry soon = alive(0, 1000);
        Entry later = alive(0, 40_000_000);
        Entry far = alive(0, 86_400_000);
        List.of(soon, later, far).forEach(wheel::add);

        assertThat(sweep(50_000_000, 10)).containsExactlyInAnyOrder(soon, later);
        assertThat(sweep(86_400_000 - 1, 10)).isEmpty();
        assertThat(sweep(86_400_000 + LATEST, 10)).containsExactly(far);
    }

    @Test
    void limitIsHowManyAreLookedAt() {
        for (int i = 0; i < 25; i++) {
            wheel.add(alive(0, 1000));
        }

        assertThat(sweep(2000, 10)).hasSize(10);
        assertThat(more).isTrue();
        assertThat(sweep(2000, 10)).hasSize(10);
        assertThat(sweep(2000, 10)).hasSize(5);
        assertThat(more).isFalse();
    }

    @Test
    void renewalCostsNoSecondLookBeforeALifeHasPassed() {
        Entry entry = alive(0, Delta.NO_TTL);
        wheel.add(entry);

        for (long now = 0; now < LIFE; now += 1000) {
            long was = due(entry);
            entry.heardAt = now;
            wheel.moved(entry, was);
            assertThat(needsALook(now)).as("at %d", now).isFalse();
        }
        assertThat(needsALook(LIFE + LATEST)).isTrue();
        assertThat(sweep(LIFE + LATEST, 1)).isEmpty();
        assertThat(more).isFalse();
        assertThat(needsALook(2 * LIFE - 2000)).isFalse();
    }

    @Test
    void shortenedLifeIsLookedAtInTime() {
        Entry entry = alive(0, 86_400_000);
        wheel.add(entry);
        sweep(10_000, 10);
        long was = due(entry);
        entry.heardAt = 10_000;
        entry.ttlMillis = 1000;
        wheel.moved(entry, was);

        assertThat(sweep(11_000 + LATEST, 10)).containsExactly(entry);
    }

    @Test
    void momentOfAnEarlierTimeChangesNothing() {
        Entry entry = alive(0, 1000);
        wheel.add(entry);
        sweep(900, 10);

        assertThat(sweep(0, 10)).isEmpty();
        assertThat(sweep(1000 + LATEST, 10)).containsExactly(entry);
    }

    private boolean more;

    private List<Entry> sweep(long now, int limit) {
        List<Entry> due = new ArrayList<>();
        more = wheel.sweep(new Moment(0, now), limit, due::add);
        return due;
    }

    private boolean needsALook(long now) {
        sweep(now, 0);
        return more;
    }

    private static long due(Entry entry) {
        return entry.dueAt(LIFE);
    }

    private Entry alive(long heardAt, int ttlMillis) {
        Entry entry = new Entry(SERVICE, new byte[] {(byte) named++}, ORIGIN);
        entry.replaceContent(VirtualNode.instance("{}"));
        entry.heardAt = heardAt;
        entry.ttlMillis = ttlMillis;
        return entry;
    }
}
