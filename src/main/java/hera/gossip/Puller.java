package hera.gossip;

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

    private final Replica replica;
    private final Peers peers;
    private final Pulls pulls;
    private final Clock clock;
    private final Timer timer;
    private final RandomGenerator random;
    private final GossipSettings settings;
    private final GossipMetrics metrics;
    private final Questions questions;
    private final HeldPulls held;
    private final Readiness readiness;

    private boolean running;
    private @Nullable Cancellable next;

    Puller(
            Replica replica,
            Peers peers,
            Pulls pulls,
            Clock clock,
            Timer timer,
            RandomGenerator random,
            GossipSettings settings,
            GossipMetrics metrics) {
        this.replica = replica;
        this.peers = peers;
        this.pulls = pulls;
        this.clock = clock;
        this.timer = timer;
        this.random = random;
        this.settings = settings;
        this.metrics = metrics;
        this.questions = new Questions(replica, peers, settings.hold());
        this.held = new HeldPulls(replica, peers, questions, pulls, settings.fanout(), this::ended);
        this.readiness = new Readiness(replica);
    }

    /** Starts with one full pull, and goes on until {@link #stop}. */
    public void start() {
        synchronized (peers) {
            running = true;
            readiness.begin(peers.isEmpty());
            bootstrap();
            next = timer.after(settings.interval(), this::tick);
        }
        timer.after(Readiness.LONGEST_BOOTSTRAP, this::readyAnyway);
    }

    public void stop() {
        synchronized (peers) {
            running = false;
            if (next != null) {
                next.cancel();
            }
            peers.all().forEach(Peer::giveUp);
        }
    }

    /** Whether a peer has once given all that it had, or none could within a few seconds. */
    public boolean isReady() {
        synchronized (peers) {
            return readiness.isReached();
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
                held.fingersThatDoNotWait().forEach(this::pullFull);
                peers.all().forEach(peer -> peer.following.look(replica));
            } catch (RuntimeException e) {
                log.error("gossip result=internal: the next round goes ahead", e);
            }
        }
    }

    private void bootstrap() {
        List<Peer> candidates =
                peers.healthy().stream().filter(peer -> !peer.everAnswered).toList();
        if (readiness.isReached() || candidates.isEmpty()) {
            becomeReady();
        } else {
            pullFull(candidates.get(random.nextInt(candidates.size())));
        }
    }

    private void readyAnyway() {
        synchronized (peers) {
            if (running && !readiness.isReached()) {
                log.warn("gossip state=ready-alone: no peer has given all of its state yet");
                becomeReady();
            }
        }
    }

    private void becomeReady() {
        readiness.reach();
        held.refresh();
    }

    private void refreshHeldPulls() {
        if (readiness.isReached()) {
            held.refresh();
        }
    }

    private void pullFull(Peer peer) {
        if (peer.full == null) {
            peer.full = pulls.begin(peer, questions.full(peer), this::ended);
        }
    }

    private void ended(Pull pull, Pulls.End end) {
        synchronized (peers) {
            if (isUnderWay(pull)) {
                done(pull, end);
            }
        }
    }

    /** False for a pull that was given up: what it brought was merged, and says nothing about its peer. */
    private boolean isUnderWay(Pull pull) {
        return running && (pull.peer.held == pull || pull.peer.full == pull);
    }

    private void done(Pull pull, Pulls.End end) {
        if (pull.isHeld()) {
            pull.peer.held = null;
        } else {
            pull.peer.full = null;
        }
        if (end instanceof Pulls.End.Answered answered) {
            answered(pull, answered.answer(), answered.outcome());
        } else if (end instanceof Pulls.End.Failed failed) {
            failed(pull.peer, failed.why());
        }
    }

    private void answered(Pull pull, PullAnswer answer, Intake.Outcome outcome) {
        Peer peer = pull.peer;
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
            gaveAll(peer, answer.form());
        }
    }

    private void gaveAll(Peer peer, Form form) {
        peer.gaveBack = true;
        boolean first = !readiness.isReached() || peer.waits == null;
        if (form == Form.PLAIN) {
            peer.waits = false;
        }
        if (first) {
            becomeReady();
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
            held.hold(pull.peer, pull.request.digest().last().keySet());
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
        peer.giveUp();
        timer.after(Duration.ofMillis(peer.retryAtMillis - now()), () -> retry(peer));
        if (readiness.isReached()) {
            held.refresh();
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

    private long now() {
        return clock.now().agingMillis();
    }

    /** The names of all peers. */
    public Collection<NodeName> peerNames() {
        return peers.names();
    }
}
