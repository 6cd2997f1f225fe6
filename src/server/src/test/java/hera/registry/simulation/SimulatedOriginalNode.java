package hera.registry.simulation;

import hera.foundation.http.HostPort;
import hera.foundation.http.QueryString;
import hera.foundation.json.MalformedInputException;
import hera.foundation.names.NodeName;
import hera.foundation.time.Cancellable;
import hera.harness.Digests;
import hera.harness.Pages;
import hera.registry.gossip.PullResponse;
import hera.registry.replica.Delta;
import hera.registry.replica.Digest;
import hera.registry.replica.InstanceContent;
import hera.registry.wire.DeltasCodec;
import hera.registry.wire.DigestCodec;
import hera.registry.wire.PageFormat;
import hera.registry.wire.WireNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A node of the original design: a map per origin, the strictly greater timestamp wins, expiry by the wall clock, the
 * plain form, one random peer an interval, no deletions between nodes.
 */
final class SimulatedOriginalNode extends SimulatedNode {
    private static final DigestCodec DIGESTS = new DigestCodec(10_000);

    private final Network network;
    private final List<HostPort> peers;
    private final List<NodeName> names;
    private final Duration interval;
    private final long livenessMillis;
    private final SplittableRandom random;
    private final DeltasCodec codec = new DeltasCodec(HeraNode.INSTANCES, WireNames.ANY);
    private final Map<NodeName, Map<Key, Stored>> byOrigin = new TreeMap<>();
    private final Map<NodeName, Long> last = new TreeMap<>();

    private record Stored(InstanceContent instance, long timestamp) {}

    SimulatedOriginalNode(
            int index,
            SimulatedTime time,
            Network network,
            Map<NodeName, HostPort> peers,
            Duration interval,
            Duration liveness,
            SplittableRandom random) {
        super(index, time);
        this.network = network;
        this.peers = new ArrayList<>(peers.values());
        this.names = new ArrayList<>(peers.keySet());
        this.interval = interval;
        this.livenessMillis = liveness.toMillis();
        this.random = random;
    }

    @Override
    void boot() {
        byOrigin.clear();
        last.clear();
        round();
    }

    private void round() {
        Map<NodeName, Long> asked = new TreeMap<>();
        names.forEach(peer -> asked.put(peer, last.getOrDefault(peer, 0L)));
        String query = DigestCodec.toQuery(Digests.at(asked));
        var unused = network.ask(
                        this,
                        peers.get(random.nextInt(peers.size())),
                        new WireRequest(query, null, null, false, Duration.ZERO, false, null))
                .thenAccept(this::take);
        var unusedTimer = timer().after(interval, this::round);
    }

    private void take(PullResponse answer) {
        try {
            Pages.byOrigin(codec.decode(answer.page(), PageFormat.PLAIN, Digests.at(Map.of(), 0), false, now())
                            .deltas())
                    .forEach(this::take);
        } catch (MalformedInputException e) {
            throw new AssertionError("a node sent a page that another cannot read", e);
        }
    }

    private void take(NodeName origin, List<Delta> deltas) {
        Map<Key, Stored> held = byOrigin.computeIfAbsent(origin, any -> new LinkedHashMap<>());
        for (Delta delta : deltas) {
            Key key = new Key(delta.service(), delta.id());
            Stored before = held.get(key);
            if (delta instanceof Delta.Put put && (before == null || put.timestamp() > before.timestamp())) {
                held.put(key, new Stored(put.instance(), put.timestamp()));
            }
            last.merge(origin, delta.timestamp(), Math::max);
        }
    }

    @Override
    Cancellable receive(WireRequest request, Consumer<PullResponse> answer) {
        Map<NodeName, List<Delta>> page = new LinkedHashMap<>();
        Digests.timestamps(digest(request)).forEach((origin, after) -> {
            List<Delta> newer = newer(origin, after);
            if (!newer.isEmpty()) {
                page.put(origin, newer);
            }
        });
        byte[] json = codec.encode(Pages.of(page, false), PageFormat.PLAIN);
        answer.accept(new PullResponse(PageFormat.PLAIN, json, false, false, null, null, null, null, null));
        return () -> {};
    }

    private List<Delta> newer(NodeName origin, long after) {
        List<Delta> newer = new ArrayList<>();
        byOrigin.getOrDefault(origin, Map.of()).forEach((key, stored) -> {
            if (stored.timestamp > after && isAlive(stored)) {
                newer.add(new Delta.Put(
                        key.service(),
                        key.id(),
                        stored.instance,
                        stored.timestamp,
                        stored.timestamp,
                        Delta.UNKNOWN_AGE,
                        Delta.NO_TTL));
            }
        });
        return newer;
    }

    private static Digest digest(WireRequest request) {
        try {
            return request.body() == null
                    ? DIGESTS.fromQuery(QueryString.parse(request.query()))
                    : DIGESTS.fromJson(request.body());
        } catch (MalformedInputException e) {
            throw new AssertionError("a node sent a digest that another refuses", e);
        }
    }

    @Override
    OptionalLong put(Key key, InstanceContent instance, int ttlMillis) {
        long now = now();
        byOrigin.computeIfAbsent(name, any -> new LinkedHashMap<>()).put(key, new Stored(instance, now));
        return OptionalLong.of(now);
    }

    @Override
    OptionalLong delete(Key key) {
        return OptionalLong.empty();
    }

    @Override
    @Nullable
    Observation see(Key key) {
        Observation newest = null;
        for (Map.Entry<NodeName, Map<Key, Stored>> origin : byOrigin.entrySet()) {
            Stored stored = origin.getValue().get(key);
            if (stored != null && isAlive(stored) && (newest == null || stored.timestamp > newest.timestamp())) {
                long age = now() - stored.timestamp;
                newest = new Observation(origin.getKey(), stored.timestamp, stored.instance, age, livenessMillis - age);
            }
        }
        return newest;
    }

    private boolean isAlive(Stored stored) {
        return now() - stored.timestamp < livenessMillis;
    }

    private long now() {
        return clock.now().wallMillis();
    }
}
