package hera.registry.simulation;

import hera.foundation.http.HostPort;
import hera.foundation.http.QueryString;
import hera.foundation.json.MalformedInputException;
import hera.foundation.names.NodeName;
import hera.foundation.time.Cancellable;
import hera.registry.gossip.Gossip;
import hera.registry.gossip.GossipSettings;
import hera.registry.gossip.NodeIdentity;
import hera.registry.gossip.PullRequest;
import hera.registry.gossip.PullResponse;
import hera.registry.gossip.Seeds;
import hera.registry.replica.Delta;
import hera.registry.replica.Digest;
import hera.registry.replica.InstanceContent;
import hera.registry.replica.Replica;
import hera.registry.replica.ReplicaBounds;
import hera.registry.replica.ReplicaFullException;
import hera.registry.wire.DeltasCodec;
import hera.registry.wire.DigestCodec;
import hera.registry.wire.GapsCodec;
import hera.registry.wire.PageFormat;
import hera.registry.wire.WireNames;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Production nodes without faults, for counting: every message takes the same time and none is lost. Light enough for
 * a thousand nodes, where {@link Simulation} with its oracles is not.
 */
public final class Mesh {
    private static final int PAGE_BYTES = 4 << 20;
    private static final int LONGEST_QUERY = 2_000;
    private static final DigestCodec DIGESTS = new DigestCodec(10_000);
    private static final ReplicaBounds BOUNDS =
            new ReplicaBounds(Duration.ofHours(2).toMillis(), 2_000_000, 10_000);

    /** The time of all members. */
    public final SimulatedTime time = new SimulatedTime();

    /** The nodes, in the order of their names. */
    public final List<Member> members = new ArrayList<>();

    final SplittableRandom random;

    private final Map<HostPort, Member> byAddress = new HashMap<>();
    private final Duration hop;
    private final PageFormat form;
    private final Counter fresh;
    private final Counter stale;
    private Consumer<Member> afterAnswer = member -> {};
    private Traffic before = new Traffic(0, 0, 0, 0, 0, 0, 0);
    private long questions;
    private long questionBytes;
    private long answers;
    private long answerBytes;
    private long hangUps;

    /** One node, complete but for its threads and its HTTP. */
    public record Member(int index, NodeIdentity identity, SimulatedClock clock, Replica replica, Gossip gossip) {}

    /**
     * What all nodes together sent, and what of it was news.
     *
     * @param questionBytes of digests, as a query or a body; headers are left out
     * @param answerBytes of pages; headers are left out
     * @param hangUps pulls that their askers gave up, which are no messages
     * @param fresh deltas received that were news to the receiver
     * @param stale deltas received that it knew already
     */
    record Traffic(
            long questions, long questionBytes, long answers, long answerBytes, long hangUps, long fresh, long stale) {
        long messages() {
            return questions + answers;
        }

        long bytes() {
            return questionBytes + answerBytes;
        }

        private Traffic minus(Traffic other) {
            return new Traffic(
                    questions - other.questions,
                    questionBytes - other.questionBytes,
                    answers - other.answers,
                    answerBytes - other.answerBytes,
                    hangUps - other.hangUps,
                    fresh - other.fresh,
                    stale - other.stale);
        }
    }

    /** @param hop what each message takes, one way */
    public Mesh(int nodes, GossipSettings settings, Duration hop, PageFormat form, long seed) {
        this(nodes, settings, hop, form, seed, (time, index) -> null);
    }

    /** By what a node chooses its peers. */
    interface Choice {
        /** Null for the mesh's own chance. */
        @Nullable
        RandomGenerator of(SimulatedTime time, int member);
    }

    /** @param hop what each message takes, one way */
    Mesh(int nodes, GossipSettings settings, Duration hop, PageFormat form, long seed, Choice choice) {
        this.hop = hop;
        this.form = form;
        this.random = new SplittableRandom(seed);
        MeterRegistry meters = new SimpleMeterRegistry();
        this.fresh = meters.counter("hera.gossip.deltas.received", "outcome", "fresh");
        this.stale = meters.counter("hera.gossip.deltas.received", "outcome", "stale");
        TreeMap<NodeName, HostPort> everyone = new TreeMap<>();
        for (int i = 0; i < nodes; i++) {
            everyone.put(new NodeName("node-%04d".formatted(i)), new HostPort("node-%04d".formatted(i), 3222));
        }
        everyone.forEach((name, address) -> add(name, address, everyone, settings, meters, choice));
    }

    private void add(
            NodeName name,
            HostPort address,
            Map<NodeName, HostPort> everyone,
            GossipSettings settings,
            MeterRegistry meters,
            Choice choice) {
        Map<NodeName, HostPort> peers = new TreeMap<>(everyone);
        peers.remove(name);
        NodeIdentity identity = new NodeIdentity(name, Long.toString(random.nextLong() >>> 1, 36));
        int index = members.size();
        SimulatedClock clock = new SimulatedClock(time, 0);
        Replica replica = new Replica(name, BOUNDS, random.nextLong());
        RandomGenerator chance = random.split();
        RandomGenerator chosen = choice.of(time, index);
        Gossip gossip = Gossip.of(
                identity,
                replica,
                new DeltasCodec(HeraNode.INSTANCES, WireNames.ANY),
                Seeds.of(peers),
                settings,
                new Gossip.Ports(
                        (peer, request) -> carry(index, peer, request),
                        clock,
                        Runnable::run,
                        time::after,
                        chosen == null ? chance : chosen,
                        meters,
                        PAGE_BYTES));
        Member member = new Member(index, identity, clock, replica, gossip);
        members.add(member);
        byAddress.put(address, member);
    }

    /** Starts the nodes at random within that time, in step when it is zero. */
    public void start(Duration within) {
        for (Member member : members) {
            Duration at = within.isZero() ? within : Duration.ofNanos(random.nextLong(within.toNanos()));
            var unused = time.after(at, member.gossip()::start);
        }
    }

    /** From now on is told who has just dealt with an answer. */
    void afterEachAnswer(Consumer<Member> watcher) {
        afterAnswer = watcher;
    }

    void put(Member member, Key key, byte[] json) {
        try {
            member.replica()
                    .put(
                            key.service(),
                            key.id(),
                            new InstanceContent(json),
                            Delta.NO_TTL,
                            member.clock().now());
        } catch (ReplicaFullException e) {
            throw new AssertionError(e);
        }
    }

    Member anyMember() {
        return members.get(random.nextInt(members.size()));
    }

    /** Resets the counts. */
    void countFromHere() {
        before = total();
    }

    Traffic traffic() {
        return total().minus(before);
    }

    private Traffic total() {
        return new Traffic(
                questions, questionBytes, answers, answerBytes, hangUps, (long) fresh.count(), (long) stale.count());
    }

    private CompletableFuture<PullResponse> carry(int from, HostPort to, PullRequest request) {
        Member asker = members.get(from);
        Member target = byAddress.get(to);
        if (target == null) {
            throw new IllegalArgumentException("no node has the address " + to);
        }
        String query = DigestCodec.toQuery(request.digest());
        boolean inQuery = query.length() <= LONGEST_QUERY;
        WireRequest onWire = new WireRequest(
                inQuery ? query : null,
                inQuery ? null : DigestCodec.toJson(request.digest()),
                GapsCodec.toHeader(request.digest()),
                form == PageFormat.RICH,
                request.hold(),
                request.whole(),
                asker.identity());
        questions++;
        questionBytes += onWire.bytes();
        CompletableFuture<PullResponse> result = new CompletableFuture<>();
        var unused = time.after(hop, () -> arrive(asker, target, onWire, result));
        return result;
    }

    private void arrive(Member asker, Member target, WireRequest request, CompletableFuture<PullResponse> result) {
        PullRequest pull = new PullRequest(digest(request), form, request.hold(), request.whole(), asker.identity());
        String address = SimulatedNode.addressOf(asker.identity().name()).toString();
        Cancellable held =
                target.gossip().answer(pull, address, response -> sendBack(asker, plainly(response), result));
        var unused = result.whenComplete((answer, failure) -> {
            if (failure != null) {
                hangUps++;
                time.after(hop, held::cancel);
            }
        });
    }

    /** As a node of the original design answers: it keeps no pull open. */
    private PullResponse plainly(PullResponse response) {
        return form == PageFormat.RICH
                ? response
                : new PullResponse(
                        form,
                        response.page(),
                        response.more(),
                        false,
                        response.node(),
                        null,
                        null,
                        response.seen(),
                        null);
    }

    private void sendBack(Member asker, PullResponse answer, CompletableFuture<PullResponse> result) {
        answers++;
        answerBytes += answer.page().length;
        var unused = time.after(hop, () -> {
            if (result.complete(answer)) {
                afterAnswer.accept(asker);
            }
        });
    }

    private static Digest digest(WireRequest request) {
        try {
            byte[] body = request.body();
            Digest digest =
                    body == null ? DIGESTS.fromQuery(QueryString.parse(request.query())) : DIGESTS.fromJson(body);
            return GapsCodec.withGaps(digest, request.gaps());
        } catch (MalformedInputException e) {
            throw new AssertionError("a node sent a digest that another refuses", e);
        }
    }
}
