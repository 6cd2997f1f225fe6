package hera.registry.replica;

import hera.foundation.names.InstanceId;
import hera.foundation.names.NodeName;
import hera.foundation.names.ServiceName;
import hera.foundation.time.Moment;
import hera.harness.Digests;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A replica with clocks of its own over a shared virtual time, and a pull that obeys the protocol. */
final class VirtualNode implements ReplicaListener {
    static final long LIFE = 300_000;
    static final long EPOCH = 1_355_833_258_675L;
    static final ServiceName SERVICE = new ServiceName("srv");

    /** Virtual milliseconds, shared by all nodes of a test. */
    static final class Time {
        long millis;

        void pass(long more) {
            millis += more;
        }
    }

    final NodeName name;
    final Replica replica;
    private final Time time;

    /** By how much the wall clock is ahead. */
    long skew;

    private long pausedFor;
    private long steadySince;

    int deltasTold;

    /** When what was written last has to be sent to peers. */
    long toldDueAtMillis;

    final List<ServiceName> changesTold = new ArrayList<>();

    VirtualNode(String name, Time time) {
        this(name, time, new ReplicaBounds(LIFE, 100_000, 100));
    }

    VirtualNode(String name, Time time, ReplicaBounds bounds) {
        this.name = new NodeName(name);
        this.time = time;
        replica = new Replica(this.name, bounds, 42);
        replica.addListener(this);
    }

    @Override
    public void onDeltas(@Nullable NodeName origin, long dueAtMillis) {
        deltasTold++;
        toldDueAtMillis = dueAtMillis;
    }

    @Override
    public void onChange(ServiceName service) {
        changesTold.add(service);
    }

    Moment now() {
        return new Moment(EPOCH + time.millis + skew, time.millis - pausedFor, steadySince);
    }

    /** As if the process had been stopped for so long: its entries do not age meanwhile. */
    void wasPaused(long millis) {
        pausedFor += millis;
        steadySince = time.millis - pausedFor;
    }

    long put(String id, String body) {
        return put(id, body, Delta.NO_TTL);
    }

    long put(String id, String body, int ttlMillis) {
        try {
            return replica.put(SERVICE, new InstanceId(id), instance(body), ttlMillis, now());
        } catch (ReplicaFullException e) {
            throw new AssertionError(e);
        }
    }

    void delete(String id) {
        if (replica.delete(SERVICE, new InstanceId(id), now()).isEmpty()) {
            throw new AssertionError(id + " is not alive");
        }
    }

    /** The body that a reader gets, or null. */
    @Nullable
    String body(String id) {
        InstanceView view = replica.get(SERVICE, new InstanceId(id), now());
        return view == null ? null : view.instance().toString();
    }

    /** The instance, which must be alive. */
    InstanceView view(String id) {
        InstanceView view = replica.get(SERVICE, new InstanceId(id), now());
        if (view == null) {
            throw new AssertionError(id + " is not alive on " + name);
        }
        return view;
    }

    Set<String> ids() {
        Set<String> ids = new HashSet<>();
        replica.service(SERVICE, now())
                .instances()
                .forEach(view -> ids.add(view.id().toString()));
        return ids;
    }

    long version() {
        return replica.version(SERVICE, now());
    }

    /** What this node asks a peer: all beyond its digest, and of its own writes what it has not taken back. */
    Digest question() {
        Map<NodeName, Cursor> origins = new TreeMap<>(replica.digest().origins());
        long recovered = replica.recoveredTo();
        origins.computeIfPresent(
                name,
                (self, cursor) -> new Cursor(
                        recovered,
                        cursor.gaps().stream()
                                .filter(gap -> gap.upTo() <= recovered)
                                .toList()));
        return new Digest(origins, 0);
    }

    /** The answer of this node, which first learns how far the asker has followed it. */
    Deltas answer(Digest question, Deltas.Detail detail, int maxBytes) {
        replica.observe(Digests.of(name, question), now());
        return replica.deltas(question, detail, maxBytes, now());
    }

    Map<NodeName, MergeReport> take(Deltas answer) {
        Map<NodeName, MergeReport> reports = new HashMap<>();
        answer.origins().forEach((origin, part) -> reports.put(origin, replica.merge(origin, part, now())));
        return reports;
    }

    /** One page. */
    Map<NodeName, MergeReport> pull(VirtualNode peer) {
        return pull(peer, Deltas.Detail.EVERYTHING);
    }

    Map<NodeName, MergeReport> pull(VirtualNode peer, Deltas.Detail detail) {
        Digest question = question();
        return take(peer.answer(question, detail, 1 << 20));
    }

    /** Pages until there is nothing more. */
    void follow(VirtualNode peer) {
        follow(peer, 1 << 20);
    }

    /** As the protocol has it: amid its pages, and after a touch for what it does not hold, it asks for all whole. */
    void follow(VirtualNode peer, int maxBytes) {
        Deltas.Detail detail = Deltas.Detail.EVERYTHING;
        for (int pages = 0; pages < 1000; pages++) {
            Digest question = question();
            Deltas answer = peer.answer(question, detail, maxBytes);
            if (answer.isEmpty()) {
                return;
            }
            boolean contentMissing = take(answer).values().stream().anyMatch(report -> report.contentMissing() > 0);
            detail = contentMissing || answer.more() ? Deltas.Detail.EVERYTHING_WHOLE : Deltas.Detail.EVERYTHING;
        }
        throw new AssertionError(name + " never comes to an end with " + peer.name);
    }

    static InstanceContent instance(String body) {
        return new InstanceContent(body.getBytes(StandardCharsets.UTF_8));
    }
}
