package hera.registry.replica;

import static org.assertj.core.api.Assertions.assertThat;

import hera.foundation.names.InstanceId;
import hera.foundation.names.NodeName;
import hera.foundation.names.ServiceName;
import hera.foundation.time.Moment;
import hera.harness.Digests;
import hera.harness.Pages;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A replica and its naive twin, to which the same things happen and which must not differ. */
final class TwinNode implements ReplicaListener {
    static final long LIFE = 30_000;

    final NodeName name;
    long skew;
    private final VirtualNode.Time time;
    private Replica replica;
    private NaiveReplica naive;
    private long lostToPauses;
    private long steadySince;

    private Map<ServiceName, Map<InstanceId, InstanceContent>> seen = new HashMap<>();
    private final Map<ServiceName, Long> versions = new HashMap<>();
    private final Set<ServiceName> changedSinceLook = new HashSet<>();
    private final Set<ServiceName> changedSinceTold = new HashSet<>();
    private final Set<ServiceName> told = new HashSet<>();

    TwinNode(String name, VirtualNode.Time time) {
        this.name = new NodeName(name);
        this.time = time;
        this.replica = replica();
        this.naive = new NaiveReplica(this.name, LIFE);
    }

    private Replica replica() {
        Replica fresh = new Replica(name, new ReplicaBounds(LIFE, 1 << 20, 100), name.hashCode());
        fresh.addListener(this);
        return fresh;
    }

    @Override
    public void onChange(ServiceName service) {
        told.add(service);
    }

    void restartEmpty() {
        replica = replica();
        naive = new NaiveReplica(name, LIFE);
        seen = new HashMap<>();
        versions.clear();
        changedSinceLook.clear();
        changedSinceTold.clear();
        told.clear();
    }

    void pause(long millis) {
        time.pass(millis);
        lostToPauses += millis;
        steadySince = time.millis - lostToPauses;
    }

    Moment now() {
        return new Moment(VirtualNode.EPOCH + time.millis + skew, time.millis - lostToPauses, steadySince);
    }

    void put(NaiveReplica.Key key, InstanceContent body, int ttl) throws ReplicaFullException {
        noteChanges();
        assertThat(replica.put(key.service(), key.id(), body, ttl, now())).isEqualTo(naive.put(key, body, ttl, now()));
        noteChanges();
    }

    void delete(NaiveReplica.Key key) {
        noteChanges();
        assertThat(replica.delete(key.service(), key.id(), now()).orElse(-1)).isEqualTo(naive.delete(key, now()));
        noteChanges();
    }

    Digest question() {
        Map<NodeName, Long> last = new TreeMap<>(Digests.timestamps(replica.digest()));
        last.put(name, replica.recoveredTo());
        return Digests.at(last, 0);
    }

    void observe(Digest peers) {
        long seen = Digests.of(name, peers);
        assertThat(replica.observe(seen, now())).isEqualTo(naive.observe(seen, now()));
    }

    Deltas answer(Digest question, Deltas.Detail detail, int maxBytes) {
        observe(question);
        Deltas page = replica.deltas(question, detail, maxBytes, now());
        Map<NodeName, List<Delta>> all = naive.deltas(question, detail, now());
        if (page.more()) {
            List<NodeName> inOrder = List.copyOf(Pages.byOrigin(page).keySet());
            assertThat(List.copyOf(all.keySet())).startsWith(inOrder.toArray(NodeName[]::new));
            NodeName cut = inOrder.get(inOrder.size() - 1);
            Pages.byOrigin(page).forEach((origin, deltas) -> {
                List<Delta> whole = all.getOrDefault(origin, List.of());
                assertThat(NaiveReplica.inOrder(deltas))
                        .isEqualTo(origin.equals(cut) ? whole.subList(0, deltas.size()) : whole);
                if (deltas.size() < whole.size()) {
                    assertThat(whole.get(deltas.size()).timestamp())
                            .isGreaterThan(deltas.get(deltas.size() - 1).timestamp());
                }
            });
        } else {
            assertThat(Pages.byOrigin(page).keySet()).isEqualTo(all.keySet());
            Pages.byOrigin(page)
                    .forEach((origin, deltas) ->
                            assertThat(NaiveReplica.inOrder(deltas)).isEqualTo(all.get(origin)));
        }
        Pages.byOrigin(page)
                .values()
                .forEach(deltas -> assertThat(deltas).isSortedAccordingTo(Comparator.comparing(Delta::timestamp)));
        List<Delta> own = Pages.byOrigin(page).getOrDefault(name, List.of());
        own.forEach(delta -> naive.wasSent(delta.timestamp()));
        return page;
    }

    /** Returns whether a touch was for missing content. */
    boolean merge(NodeName origin, List<Delta> deltas, long after) {
        noteChanges();
        long upTo = deltas.get(deltas.size() - 1).timestamp();
        MergeReport report = replica.merge(origin, Pages.part(deltas, after, upTo), now());
        naive.merge(origin, deltas, after, now());
        noteChanges();
        return report.contentMissing() > 0;
    }

    /** On a boundary of the wheel's ticks, where it is known what a sweep reaches. */
    void expire() {
        time.pass(256 - now().agingMillis() % 256);
        while (naive.forgetsAt(now().agingMillis())) {
            time.pass(256);
        }
        look();
        replica.expire(now());
        naive.expire(now());
        look();
        assertThat(told).as("told").isEqualTo(changedSinceTold);
        told.clear();
        changedSinceTold.clear();
    }

    private void noteChanges() {
        Map<ServiceName, Map<InstanceId, InstanceContent>> view = naive.view(now());
        Set<ServiceName> services = new HashSet<>(view.keySet());
        services.addAll(seen.keySet());
        for (ServiceName service : services) {
            if (!view.getOrDefault(service, Map.of()).equals(seen.getOrDefault(service, Map.of()))) {
                changedSinceLook.add(service);
                changedSinceTold.add(service);
            }
        }
        seen = view;
    }

    /** Compares all that can be seen from outside. */
    void look() {
        noteChanges();
        Map<ServiceName, Integer> counts = new HashMap<>();
        seen.forEach((service, instances) -> counts.put(service, instances.size()));
        assertThat(replica.counts(now()).live()).isEqualTo(counts);
        naive.look(now());
        for (ServiceName service : ReplicaTwinTest.SERVICES) {
            lookAt(service);
        }
        changedSinceLook.clear();
        assertThat(Digests.timestamps(replica.digest())).isEqualTo(naive.digest());
        assertThat(replica.recoveredTo()).isEqualTo(naive.recoveredTo());
        assertThat(replica.stats().entries()).isEqualTo(naive.entries());
        assertThat(replica.stats().live())
                .isEqualTo(counts.values().stream().mapToInt(Integer::intValue).sum());
    }

    private void lookAt(ServiceName service) {
        ServiceView view = replica.service(service, now());
        Map<InstanceId, InstanceContent> bodies = new HashMap<>();
        for (InstanceView one : view.instances()) {
            NaiveReplica.Heard truth = naive.newest(new NaiveReplica.Key(service, one.id()));
            if (truth == null) {
                throw new AssertionError(one + " was never heard of");
            }
            assertThat(one.timestamp()).isEqualTo(truth.timestamp());
            assertThat(one.since()).isEqualTo(truth.since());
            assertThat(one.origin()).isEqualTo(truth.origin());
            assertThat(one.ageMillis()).isEqualTo(now().agingMillis() - truth.heardAt());
            assertThat(replica.get(service, one.id(), now())).hasToString(one.toString());
            bodies.put(one.id(), one.instance());
        }
        assertThat(bodies).isEqualTo(seen.getOrDefault(service, Map.of()));
        long before = versions.getOrDefault(service, 0L);
        boolean forgotten = view.version() == 0 && bodies.isEmpty();
        assertThat(view.version() != before)
                .as("version of %s: %d, was %d", service, view.version(), before)
                .isEqualTo(changedSinceLook.contains(service) || (forgotten && before != 0));
        assertThat(replica.version(service, now())).isEqualTo(view.version());
        versions.put(service, view.version());
    }

    void checkInside() {
        ReplicaInvariants.check(replica);
    }

    /** Which write each live instance stems from. */
    Map<NaiveReplica.Key, String> stems() {
        Map<NaiveReplica.Key, String> stems = new HashMap<>();
        naive.winners().forEach((key, one) -> {
            if (naive.isAlive(one, now())) {
                stems.put(key, one.origin() + "@" + one.timestamp());
            }
        });
        return stems;
    }
}
