package hera.gossip;

import hera.gossip.PullFailedException.Kind;
import hera.loop.Cancellable;
import hera.loop.Clock;
import hera.loop.Timer;
import hera.state.Digest;
import hera.state.NodeName;
import hera.state.Replica;
import hera.wire.Form;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides when to pull, from whom and what. Two kinds of pull make up gossip:
 *
 * <ul>
 *   <li><b>held</b>: kept open at the fingers of the {@link Ring}, each for its share of the origins. It is answered
 *       when there is news, and asked again at once. This is how a write spreads in milliseconds, once to each node.
 *   <li><b>full</b>: each interval, to a random peer, for all origins, answered at once. This is how nodes agree in
 *       the end, whatever the held pulls missed: the anti-entropy of Demers et al., PODC 1987.
 * </ul>
 *
 * <p>Before the first interval one peer is asked for everything, so that the node knows its own former life. All calls
 * return at once; state is guarded by the peers' lock, which is never held during a merge.
 */
public final class Puller {
    private static final Logger log = LoggerFactory.getLogger(Puller.class);

    /** How long a start waits for the first full answer before the node calls itself ready without. */
    static final Duration LONGEST_BOOTSTRAP = Duration.ofSeconds(5);

    private final Replica replica;
    private final Peers peers;
    private final Intake intake;
    private final PeerClient client;
    private final Clock clock;
    private final Timer timer;
    private final RandomGenerator random;
    private final GossipSettings settings;
    private final GossipMetrics metrics;
    private final Sightings sightings;

    private boolean running;
    private boolean ready;
    private @Nullable Cancellable next;

    Puller(
            Replica replica,
            Peers peers,
            Intake intake,
            PeerClient client,
            Clock clock,
            Timer timer,
            RandomGenerator random,
            GossipSettings settings,
            GossipMetrics metrics,
            Sightings sightings) {
        this.replica = replica;
        this.peers = peers;
        this.intake = intake;
        this.client = client;
        this.clock = clock;
        this.timer = timer;
        this.random = random;
        this.settings = settings;
        this.metrics = metrics;
        this.sightings = sightings;
    }

    /** Starts with one full pull, and goes on until {@link #stop}. */
    public void start() {
        synchronized (peers) {
            running = true;
            ready = peers.isEmpty();
            if (!ready) {
                replica.recovering();
            }
            bootstrap();
            next = timer.after(settings.interval(), this::tick);
        }
        timer.after(LONGEST_BOOTSTRAP, this::readyAnyway);
    }

    public void stop() {
        synchronized (peers) {
            running = false;
            if (next != null) {
                next.cancel();
            }
            for (Peer peer : peers.all()) {
                giveUp(peer);
            }
        }
    }

    /** Whether a peer has once given all that it had, or none could within a few seconds. */
    public boolean isReady() {
        synchronized (peers) {
            return ready;
        }
    }

    /** A sign of life from a peer: ends its back-off, and asks it at once if it was thought lost. */
    public void heardFrom(NodeName name) {
        synchronized (peers) {
            Peer peer = peers.find(name);
            if (peer != null && running) {
                peer.lastHeardAtMillis = now();
                peer.everAnswered = true;
            }
            if (peer != null && running && peer.failures > 0) {
                log.info("gossip peer={} state=heard-from-again", name);
                peer.heard(now());
                pullFull(peer);
            }
        }
    }

    /** What a peer asks for says how far it has come. */
    public void askedBy(NodeName name, Digest digest) {
        synchronized (peers) {
            Peer peer = peers.find(name);
            if (peer != null) {
                peer.following.seen(digest, replica);
            }
        }
    }

    /** The peers as they are now. */
    public List<PeerView> peers() {
        synchronized (peers) {
            return peers.all().stream()
                    .map(peer -> PeerView.of(peer, replica, settings.hold(), now()))
                    .toList();
        }
    }

    private void tick() {
        synchronized (peers) {
            if (!running) {
                return;
            }
            next = timer.after(settings.interval(), this::tick);
            try {
                List<Peer> healthy = peers.healthy();
                if (!healthy.isEmpty()) {
                    pullFull(healthy.get(random.nextInt(healthy.size())));
                }
                refreshHeldPulls();
                pullFingersThatDoNotWait();
                peers.all().forEach(peer -> peer.following.look(replica));
            } catch (RuntimeException e) {
                log.error("gossip result=internal: the next round goes ahead", e);
            }
        }
    }

    private void bootstrap() {
        List<Peer> candidates =
                peers.healthy().stream().filter(peer -> !peer.everAnswered).toList();
        if (ready || candidates.isEmpty()) {
            becomeReady();
        } else {
            pullFull(candidates.get(random.nextInt(candidates.size())));
        }
    }

    private void readyAnyway() {
        synchronized (peers) {
            if (running && !ready) {
                log.warn("gossip state=ready-alone: no peer has given all of its state yet");
                becomeReady();
            }
        }
    }

    private void becomeReady() {
        if (!ready) {
            ready = true;
            replica.recovered();
        }
        refreshHeldPulls();
    }

    /** Makes the held pulls what they should be: one at each finger, for the origins that are its share. */
    private void refreshHeldPulls() {
        if (!ready || settings.fanout() == 0) {
            return;
        }
        List<NodeName> usable = peers.healthy().stream()
                .filter(peer -> !Boolean.FALSE.equals(peer.waits))
                .map(peer -> peer.name)
                .toList();
        Map<NodeName, Set<NodeName>> shares = ring().assignment(knownOrigins().keySet(), usable);
        for (Peer peer : peers.all()) {
            Set<NodeName> share = shares.get(peer.name);
            if (share != null) {
                hold(peer, share);
            } else {
                giveUpHeld(peer);
            }
        }
    }

    private void pullFingersThatDoNotWait() {
        ring().fingers().stream()
                .map(peers::find)
                .filter(peer -> peer != null && Boolean.FALSE.equals(peer.waits))
                .forEach(this::pullFull);
    }

    private Ring ring() {
        List<NodeName> healthy = peers.healthy().stream().map(peer -> peer.name).toList();
        return new Ring(replica.self(), healthy, settings.fanout());
    }

    private void hold(Peer peer, Set<NodeName> share) {
        Map<NodeName, Long> last = knownOrigins();
        last.keySet().retainAll(share);
        Digest digest = new Digest(last);
        if (peer.held != null && !peer.held.asksForSameOriginsAs(digest)) {
            giveUpHeld(peer);
        }
        if (peer.held == null && !share.isEmpty()) {
            peer.held = pull(peer, new PullRequest(digest, settings.hold(), peer.whole));
        }
    }

    private void pullFull(Peer peer) {
        if (peer.full == null) {
            Map<NodeName, Long> last = knownOrigins();
            last.put(replica.self(), peer.gaveBack ? last.getOrDefault(replica.self(), 0L) : replica.takenBackTo());
            if (peer.sendsTouchesRegardless) {
                last.replaceAll((origin, timestamp) -> origin.equals(replica.self()) ? timestamp : 0L);
            }
            peer.full = pull(peer, new PullRequest(new Digest(last, 0), Duration.ZERO, peer.whole));
        }
    }

    /** How far every origin known or configured has been followed. */
    private Map<NodeName, Long> knownOrigins() {
        Map<NodeName, Long> last = new TreeMap<>(replica.digest().last());
        peers.names().forEach(name -> last.putIfAbsent(name, 0L));
        return last;
    }

    private Pull pull(Peer peer, PullRequest request) {
        CompletableFuture<PullAnswer> answer = client.pull(peer.address, request);
        Pull pull = new Pull(peer, request, now(), answer);
        var unused = answer.whenComplete((result, failure) -> finished(pull, result, failure));
        return pull;
    }

    private void finished(Pull pull, @Nullable PullAnswer answer, @Nullable Throwable failure) {
        Intake.Outcome outcome = new Intake.Outcome(false, false);
        PullFailedException failed = null;
        try {
            if (answer == null) {
                failed = reason(failure);
            } else {
                recognise(pull.peer, answer);
                outcome = intake.take(pull.peer.name, answer, pull.request.digest());
            }
        } catch (PullFailedException e) {
            failed = e;
        } catch (RuntimeException e) {
            log.error("gossip peer={} result=internal", pull.peer.name, e);
            failed = new PullFailedException(Kind.INTERNAL, e.toString());
        }
        synchronized (peers) {
            if (isUnderWay(pull)) {
                done(pull, answer, failed, outcome);
            }
        }
    }

    private void recognise(Peer peer, PullAnswer answer) {
        if (answer.node() != null) {
            sightings.heard(answer.node(), peer.address.toString());
        }
        if (answer.rival() != null) {
            sightings.rivalAt(answer.rival());
        }
    }

    /** False for a pull that was given up: what it brought was merged, and says nothing about its peer. */
    private boolean isUnderWay(Pull pull) {
        return running && (pull.peer.held == pull || pull.peer.full == pull);
    }

    private void done(
            Pull pull, @Nullable PullAnswer answer, @Nullable PullFailedException failed, Intake.Outcome outcome) {
        Peer peer = pull.peer;
        if (pull.isHeld()) {
            peer.held = null;
        } else {
            peer.full = null;
        }
        if (answer == null || failed != null) {
            failed(peer, failed == null ? new PullFailedException(Kind.INTERNAL, "no answer") : failed);
            return;
        }
        metrics.round(peer.name, "ok");
        if (peer.failures > 0) {
            log.info("gossip peer={} state=reachable-again", peer.name);
        }
        peer.heard(now());
        measureClock(pull, answer);
        peer.whole = answer.more() || outcome.unheld();
        peer.sendsTouchesRegardless = outcome.unheld() && pull.request.whole();
        boolean useful = outcome.moved() || (outcome.unheld() && !pull.request.whole());
        if (pull.isHeld()) {
            peer.waits = answer.waits();
            askAgain(pull, answer, useful);
        } else if (useful && peer.whole) {
            pullFull(peer);
        } else {
            peer.gaveBack = true;
            boolean first = !ready || peer.waits == null;
            if (answer.form() == Form.PLAIN) {
                peer.waits = false;
            }
            if (first) {
                becomeReady();
            }
        }
    }

    /** A held answer left the peer just now, one that came at once about halfway through the exchange. */
    private void measureClock(Pull pull, PullAnswer answer) {
        if (answer.clockMillis() != null) {
            long tookMillis = pull.isHeld() ? 0 : now() - pull.startedAtMillis;
            pull.peer.clockSkewMillis = answer.clockMillis() - (clock.now().wallMillis() - tookMillis / 2);
        }
    }

    /** Asks at once after news and after a wait; a peer that answers at once with nothing new has to be waited for. */
    private void askAgain(Pull pull, PullAnswer answer, boolean useful) {
        long tookMillis = now() - pull.startedAtMillis;
        if (answer.waits() && (useful || tookMillis >= settings.hold().toMillis() / 2)) {
            hold(pull.peer, pull.request.digest().last().keySet());
        }
    }

    private void failed(Peer peer, PullFailedException failed) {
        metrics.round(peer.name, failed.kind().name().toLowerCase(Locale.ROOT));
        if (peer.failures == 0) {
            log.warn(
                    "gossip peer={} address={} result={}: {}",
                    peer.name,
                    peer.address,
                    failed.kind(),
                    failed.getMessage());
        }
        peer.failed(String.valueOf(failed.getMessage()), now(), random);
        giveUp(peer);
        timer.after(Duration.ofMillis(peer.retryAtMillis - now()), () -> retry(peer));
        if (ready) {
            refreshHeldPulls();
        } else {
            bootstrap();
        }
    }

    private void retry(Peer peer) {
        synchronized (peers) {
            if (running && peer.failures > 0 && peer.isAvailable(now())) {
                pullFull(peer);
            }
        }
    }

    private static void giveUp(Peer peer) {
        giveUpHeld(peer);
        Pull full = peer.full;
        peer.full = null;
        if (full != null) {
            full.answer.cancel(true);
        }
    }

    private static void giveUpHeld(Peer peer) {
        Pull held = peer.held;
        peer.held = null;
        if (held != null) {
            held.answer.cancel(true);
        }
    }

    private static PullFailedException reason(@Nullable Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof PullFailedException known
                ? known
                : new PullFailedException(Kind.INTERNAL, String.valueOf(cause));
    }

    private long now() {
        return clock.now().agingMillis();
    }

    /** The names of all peers. */
    public Collection<NodeName> peerNames() {
        return peers.names();
    }
}
