package hera.registry.simulation;

import hera.foundation.names.InstanceId;
import hera.foundation.names.NodeName;
import hera.foundation.names.ServiceName;
import hera.foundation.time.Cancellable;
import hera.harness.Digests;
import hera.registry.gossip.NodeIdentity;
import hera.registry.gossip.PullResponse;
import hera.registry.replica.InstanceContent;
import hera.registry.replica.Replica;
import hera.registry.wire.PageFormat;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Strangers that lie. What a request says of its sender moves no clock, brings nothing in and makes nobody ask an address
 * often; and what a peer answers makes no node jump beyond what others accept (rules 8 to 10).
 */
final class HearsayScenario {
    private static final int KEYS = 6;
    private static final int TTL_MILLIS = 300_000;
    private static final int HOUR_MILLIS = 3_600_000;
    private static final Key FORGED = new Key(new ServiceName("service-0"), new InstanceId("forged"));
    private static final NodeIdentity OTHER = new NodeIdentity(new NodeName("other"), "o1");

    /** As often as that an address that answers wrongly may be asked in a minute: after 1, 2, 4 ... 32 s. */
    private static final int MOST_ASKED = 8;

    /** As many peers that have not answered yet a node has at a time, and as many that it asks for its own name. */
    private static final int MOST_UNPROVEN = 64;

    private static final int MOST_NAMESAKES = 8;

    /** A longer address does not fit the head of a response that names a rival. */
    private static final int LONGEST_ADDRESS = 1_000;

    private final SmallCluster cluster;
    private final HeraNode victim;
    private final HeraNode peer;

    private HearsayScenario(SmallCluster cluster) {
        this.cluster = cluster;
        this.victim = cluster.anyNode();
        this.peer = cluster.nodes.get((victim.index + 1) % SmallCluster.NODES);
    }

    /** Throws what went wrong. */
    static void run(SmallCluster cluster) {
        HearsayScenario run = new HearsayScenario(cluster);
        run.requestsMoveNoClock();
        run.strangersAreAskedRarelyAndBringNothing();
        run.strangersAreAskedFewAtATime();
        run.rivalsAddressIsShort();
        run.ownNameIsARivalOnceItHasAnswered();
        run.noJumpLeadsBeyondWhatPeersAccept();
    }

    /** A process that answers what it likes, by what name it likes. */
    private static final class Liar extends SimulatedNode {
        NodeIdentity answersAs = OTHER;

        @Nullable
        Long seen;

        int asked;

        Liar(int index, SimulatedTime time) {
            super(index, time);
        }

        @Override
        void boot() {}

        @Override
        Cancellable receive(WireRequest request, Consumer<PullResponse> answer) {
            asked++;
            long now = clock.now().wallMillis();
            byte[] page = "{\"%s\":[[\"%s\",\"%s\",{},%d,{\"age\":0}]]}"
                    .formatted(answersAs.name(), FORGED.service(), FORGED.id(), now)
                    .getBytes(StandardCharsets.UTF_8);
            boolean waits = !request.hold().isZero();
            PullResponse lie = new PullResponse(
                    PageFormat.RICH, page, false, waits, answersAs, null, null, waits ? null : seen, now);
            return timer().after(request.hold(), () -> answer.accept(lie));
        }

        @Override
        OptionalLong put(Key key, InstanceContent instance, int ttlMillis) {
            return OptionalLong.empty();
        }

        @Override
        OptionalLong delete(Key key) {
            return OptionalLong.empty();
        }

        @Override
        @Nullable
        Observation see(Key key) {
            return null;
        }
    }

    private Liar liar(int number) {
        Liar liar = new Liar(SmallCluster.NODES + number, cluster.time);
        cluster.network.add(liar);
        liar.start();
        return liar;
    }

    private void requestsMoveNoClock() {
        List<Long> before = new ArrayList<>();
        for (int key = 0; key < KEYS; key++) {
            before.add(write(key));
        }
        List<NodeIdentity> askers = List.of(
                OTHER,
                new NodeIdentity(peer.name, "another"),
                peer.identity(),
                new NodeIdentity(victim.name, "another"));
        for (NodeIdentity asker : askers) {
            long said = victim.clock.now().wallMillis() + cluster.random.nextLong(1, 22L * HOUR_MILLIS);
            victim.hear(asker, peer.address, Digests.at(Map.of(victim.name, said)));
            pass(100);
        }
        for (int key = 0; key < KEYS; key++) {
            long now = Objects.requireNonNull(victim.see(Key.of(key))).timestamp();
            Violation.when(now != before.get(key), "a stranger made %s stamp %s again", victim.name, Key.of(key));
        }
        writesByItsClock();
    }

    private void strangersAreAskedRarelyAndBringNothing() {
        Liar liar = liar(0);
        for (int i = 0; i < 600; i++) {
            victim.hear(new NodeIdentity(new NodeName("evil-" + i), "x"), liar.address, Digests.at(Map.of()));
            pass(100);
        }
        Violation.when(liar.asked == 0, "the stranger was not asked for its name");
        Violation.when(liar.asked > MOST_ASKED, "the stranger was asked %d times in a minute", liar.asked);
        for (HeraNode node : cluster.nodes) {
            Violation.when(node.see(FORGED) != null, "%s shows what a stranger brought under a false name", node.name);
        }
    }

    private void strangersAreAskedFewAtATime() {
        List<Liar> crowd = new ArrayList<>();
        for (int i = 0; i < 2 * MOST_UNPROVEN; i++) {
            crowd.add(liar(crowd.size() + 1));
        }
        int known = victim.gossip().peers().size();
        crowd.forEach(liar -> victim.hear(new NodeIdentity(liar.name, "x"), liar.address, Digests.at(Map.of())));
        int learnt = victim.gossip().peers().size() - known;
        Violation.when(learnt != MOST_UNPROVEN, "%s has learnt %d peers on hearsay", victim.name, learnt);
        pass(20_000);
        crowd.forEach(liar -> liar.asked = 0);
        NodeIdentity impostor = new NodeIdentity(victim.name, "crowd");
        crowd.forEach(liar -> victim.hear(impostor, liar.address, Digests.at(Map.of())));
        pass(1_000);
        int asked = crowd.stream().mapToInt(liar -> liar.asked).sum();
        Violation.when(asked > MOST_NAMESAKES, "%s asked %d addresses for its own name", victim.name, asked);
        Violation.when(asked == 0, "%s asked nobody for its own name", victim.name);
        pass(20_000);
    }

    private void rivalsAddressIsShort() {
        NodeIdentity impostor = new NodeIdentity(peer.name, "long");
        List<String> rivals = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            victim.hear(impostor, "x".repeat(6 * LONGEST_ADDRESS), Digests.at(Map.of()), answer -> {});
            pass(250);
            victim.hear(peer.identity(), peer.address.toString(), Digests.at(Map.of()), answer -> {
                if (answer.rival() != null) {
                    rivals.add(answer.rival());
                }
            });
            pass(250);
        }
        Violation.when(rivals.isEmpty(), "%s does not tell %s of its rival", victim.name, peer.name);
        for (String rival : rivals) {
            Violation.when(
                    rival.length() > LONGEST_ADDRESS, "a rival's address of %d bytes is passed on", rival.length());
        }
    }

    private void ownNameIsARivalOnceItHasAnswered() {
        Liar twin = liar(2 * MOST_UNPROVEN + 1);
        NodeIdentity impostor = new NodeIdentity(victim.name, "false");
        hearOften(impostor, twin);
        Violation.when(victim.rival() != null, "%s believes that it has a rival who never answered", victim.name);
        twin.answersAs = impostor;
        hearOften(impostor, twin);
        Violation.when(victim.rival() == null, "%s does not see that another node has its name", victim.name);
    }

    private void hearOften(NodeIdentity said, Liar where) {
        for (int i = 0; i < 40; i++) {
            victim.hear(said, where.address, Digests.at(Map.of()));
            pass(250);
        }
    }

    /** In an open cluster a liar may become a peer; even then nobody is led to where its peers refuse what it writes. */
    private void noJumpLeadsBeyondWhatPeersAccept() {
        Liar member = liar(2 * MOST_UNPROVEN + 2);
        member.answersAs = new NodeIdentity(member.name, "m1");
        victim.hear(member.answersAs, member.address, Digests.at(Map.of()));
        member.seen = victim.clock.now().wallMillis() + Replica.MAX_AHEAD_MILLIS - 300;
        pass(30_000);
        Violation.when(member.asked < 2, "the new peer is not pulled from");
        writesByItsClock();
        member.seen = victim.clock.now().wallMillis() + 22L * HOUR_MILLIS;
        pass(30_000);
        long jumped = write(1);
        Violation.when(jumped < member.seen, "%s does not go on above what a peer knows of it", victim.name);
        member.seen = null;
        pass(20_000);
        cluster.allShowTheSame(Key.of(1));
        Violation.when(peer.see(Key.of(1)) == null, "%s refuses what %s writes", peer.name, victim.name);
    }

    private void writesByItsClock() {
        long written = write(0);
        long lead = written - victim.clock.now().wallMillis();
        Violation.when(lead > 1_000, "%s was led %d ms ahead of its clock", victim.name, lead);
    }

    private long write(int key) {
        return victim.put(Key.of(key), new InstanceContent("{}".getBytes(StandardCharsets.UTF_8)), TTL_MILLIS)
                .orElseThrow();
    }

    private void pass(int millis) {
        cluster.time.runFor(Duration.ofMillis(millis));
    }
}
