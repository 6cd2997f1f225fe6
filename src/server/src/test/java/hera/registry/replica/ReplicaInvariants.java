package hera.registry.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;

/** The invariants inside a replica at rest: every entry is once in its table, its list and the wheel. */
final class ReplicaInvariants {
    private ReplicaInvariants() {}

    static void check(Replica replica) {
        replica.inspect(ReplicaInvariants::check);
    }

    private static void check(EntryStore store) {
        Set<Entry> listed = new HashSet<>();
        store.origins().values().forEach(origin -> checkList(origin, listed));
        int entries = 0;
        int live = 0;
        for (Service service : store.services().values()) {
            entries += service.entries.size();
            live += service.live;
            assertThat(store.service(service.name)).isSameAs(service);
            assertThat(service.entries.size()).as("%s", service.name).isPositive();
            checkTable(store, service, listed);
        }
        assertThat(entries).isEqualTo(listed.size());
        assertThat(live).isEqualTo(store.live());
    }

    private static void checkList(Origin origin, Set<Entry> listed) {
        Entry previous = null;
        int size = 0;
        for (Entry entry = origin.oldest(); entry != null; entry = entry.newer) {
            assertThat(entry.origin).isSameAs(origin);
            assertThat(entry.older).isSameAs(previous);
            long before = previous == null ? Long.MIN_VALUE : previous.timestamp;
            assertThat(entry.timestamp).isGreaterThanOrEqualTo(before);
            if (entry.timestamp > before) {
                assertThat(origin.firstAfter(entry.timestamp - 1)).isSameAs(entry);
            }
            assertThat(listed.add(entry)).isTrue();
            previous = entry;
            size++;
        }
        assertThat(origin.size()).as("%s", origin.name).isEqualTo(size);
    }

    private static void checkTable(EntryStore store, Service service, Set<Entry> listed) {
        int[] live = {0};
        Set<Entry> seen = new HashSet<>();
        service.entries.forEach(entry -> {
            assertThat(seen.add(entry)).isTrue();
            assertThat(listed).contains(entry);
            assertThat(entry.service).isSameAs(service);
            assertThat(service.find(entry.id().utf8())).isSameAs(entry);
            assertThat(entry.since).isLessThanOrEqualTo(entry.timestamp);
            assertThat(entry.nextDue).isNotSameAs(entry);
            assertThat(entry.nextDue.previousDue).isSameAs(entry);
            assertThat(entry.previousDue.nextDue).isSameAs(entry);
            if (entry.hasContent()) {
                live[0]++;
                assertThat(service.nextExpiryMillis).isLessThanOrEqualTo(entry.expiresAt(store.livenessMillis));
            }
        });
        assertThat(service.live).isEqualTo(live[0]);
        assertThat(seen).hasSize(service.entries.size());
    }
}
