package hera.registry.gossip;

import hera.foundation.http.PeerAddress;
import hera.foundation.names.NodeName;
import hera.foundation.names.ServiceName;
import hera.foundation.time.Cancellable;
import hera.foundation.time.Clock;
import hera.foundation.time.Timer;
import hera.registry.gossip.PullFailedException.Kind;
import hera.registry.replica.Digest;
import hera.registry.replica.Replica;
import hera.registry.wire.PageFormat;
import java.time.Duration;
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
    private static final Duration LOG_SILENCE = Duration.ofMinutes(1);

    private final Replica replica;
    private final Peers peers;
    private final PullSender pulls;
    private final Clock clock;
    private final Timer timer;
    private final RandomGenerator random;
    private final GossipSettings settings;
    private final GossipMetrics metrics;
    private final Discovery discovery;
    private final PullRequests questions;
    private final HeldPulls held;
    private final Readiness readiness;

    private boolean running;
    private @Nullable Cancellable next;

    Puller(
            Replica replica,
            Peers peers,
            PullSender pulls,
            Clock clock,
            Timer timer,
            RandomGenerator random,
            GossipSettings settings,
            GossipMetrics metrics,
            Discovery discovery,
            PullPlan routes) {
        this.replica = replica;
        this.peers = peers;
        this.pulls = pulls;
        this.clock = clock;
        this.timer = timer;
        this.random = random;
        this.settings = settings;
        this.metrics = metrics;
        this.discovery = discovery;
        this.questions = new PullRequests(replica, peers, settings.hold());
        this.held = new HeldPulls(peers, questions, pulls, routes, this::ended);
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

    /**
     * A sign of life. Ends a peer's back-off, and asks it at once if it was thought lost; of a node that is no peer it
     * makes one.
     *
     * @param at where it says that it is reached, or null
     */
    public void heardFrom(NodeIdentity node, @Nullable PeerAddress at) {
        synchronized (peers) {
            Peer peer = peers.find(node.name());
            if (!running) {
                return;
            }
            if (peer == null) {
                heardFromUnknown(node.name(), at);
                return;
            }
            peer.lastHeardAtMillis = now();
            peer.everHeard = true;
            if (peer.failures > 0 && peer.confirmed) {
                log.info("gossip peer={} state=heard-from-again", node.name());
                discovery.moved(peer, at);
                peer.heard(now());
                pullFull(peer);
            }
        }
    }

    private void heardFromUnknown(NodeName name, @Nullable PeerAddress at) {
        Peer learnt = discovery.learn(name, at, now());
        if (learnt != null) {
            introduce();
        } else if (at != null) {
            peers.lostNeighbours(at.port(), now()).forEach(this::pullFull);
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
                    .filter(peer -> !peer.dormant)
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
                discovery.learnFromNodes(replica.service(ServiceName.NODES, clock.now()), now());
                discovery.forgetGone(now());
                List<Peer> healthy = peers.healthy();
                if (!healthy.isEmpty()) {
                    pullFull(healthy.get(random.nextInt(healthy.size())));
                }
                refreshHeldPulls();
                introduce();
                held.thatDoNotWait().forEach(this::pullFull);
                peers.all().forEach(peer -> peer.following.look(replica));
            } catch (RuntimeException e) {
                log.error("gossip result=internal: the next round goes ahead", e);
            }
        }
    }

    private void bootstrap() {
        List<Peer> candidates =
                peers.askable().stream().filter(peer -> !peer.everAnswered).toList();
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
        introduce();
    }

    /** Asks those who they are of whom that is not known yet; a node of the original design never says it. */
    private void introduce() {
        if (readiness.isReached()) {
            peers.strangers().forEach(this::pullFull);
        }
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

    private void ended(PendingPull pull, PullSender.End end) {
        synchronized (peers) {
            if (isUnderWay(pull)) {
                done(pull, end);
            }
        }
    }

    /** False for a pull that was given up: what it brought was merged, and says nothing about its peer. */
    private boolean isUnderWay(PendingPull pull) {
        return running && (pull.peer.held == pull || pull.peer.full == pull);
    }

    private void done(PendingPull pull, PullSender.End end) {
        if (pull.isHeld()) {
            pull.peer.held = null;
        } else {
            pull.peer.full = null;
        }
        if (end instanceof PullSender.End.Answered answered && isExpected(pull.peer, answered.answer())) {
            answered(pull, answered.answer(), answered.outcome());
        } else if (end instanceof PullSender.End.Failed failed) {
            failed(pull.peer, failed.why());
        }
    }

    /** Whether it goes on with this peer; if it does not, it goes on without. */
    private boolean isExpected(Peer peer, PullResponse answer) {
        switch (discovery.recognise(peer, answer.node())) {
            case EXPECTED, NAMED -> {
                return true;
            }
            case NAMESAKE -> failed(peer, new PullFailedException(Kind.NAME_TAKEN, "it has this node's own name"));
            case SELF, KNOWN -> {
                peer.everAnswered = true;
                timer.after(Peer.LONGEST_BACK_OFF, () -> retry(peer));
                goOn();
            }
            case STRANGER -> {
                peer.giveUp();
                goOn();
            }
        }
        return false;
    }

    private void answered(PendingPull pull, PullResponse answer, PageReceiver.Outcome outcome) {
        Peer peer = pull.peer;
        metrics.round(peer.label(), "ok");
        if (peer.failures > 0) {
            log.info("gossip peer={} state=reachable-again", peer.label());
        }
        peer.heard(now());
        if (readiness.isReached()) {
            held.carried(peer, outcome.fresh());
        }
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

    private void gaveAll(Peer peer, PageFormat form) {
        peer.gaveBack = true;
        boolean first = !readiness.isReached() || peer.waits == null;
        if (form == PageFormat.PLAIN) {
            peer.waits = false;
        }
        if (first) {
            becomeReady();
        }
    }

    /** A held answer left the peer just now, one that came at once about halfway through the exchange. */
    private void measureClock(PendingPull pull, PullResponse answer) {
        if (answer.clockMillis() != null) {
            long tookMillis = pull.isHeld() ? 0 : now() - pull.startedAtMillis;
            pull.peer.clockSkewMillis = answer.clockMillis() - (clock.now().wallMillis() - tookMillis / 2);
        }
    }

    /** Asks at once after news and after a wait; a peer that answers at once with nothing new has to be waited for. */
    private void askAgain(PendingPull pull, PullResponse answer, boolean useful) {
        long tookMillis = now() - pull.startedAtMillis;
        if (answer.waits() && (useful || tookMillis >= settings.hold().toMillis() / 2)) {
            held.hold(pull.peer, pull.request.digest().last().keySet());
        }
    }

    private void failed(Peer peer, PullFailedException failed) {
        metrics.round(peer.label(), failed.kind().name().toLowerCase(Locale.ROOT));
        if (isToBeLogged(peer, failed.kind())) {
            peer.loggedAtMillis = now();
            log.warn(
                    "gossip peer={} address={} result={}: {}",
                    peer.label(),
                    peer.address,
                    failed.kind(),
                    failed.getMessage());
        }
        peer.failed(String.valueOf(failed.getMessage()), now(), random);
        peer.giveUp();
        timer.after(Duration.ofMillis(peer.retryAtMillis - now()), () -> retry(peer));
        goOn();
    }

    private void goOn() {
        if (readiness.isReached()) {
            held.refresh();
        } else {
            bootstrap();
        }
    }

    /** The first failure of a peer; of one in another environment, which somebody has to mend, one a minute. */
    private boolean isToBeLogged(Peer peer, Kind kind) {
        return peer.failures == 0
                || (kind == Kind.WRONG_ENVIRONMENT && now() - peer.loggedAtMillis >= LOG_SILENCE.toMillis());
    }

    private void retry(Peer peer) {
        synchronized (peers) {
            if (running && peers.has(peer) && (peer.dormant || peer.failures > 0) && peer.isAvailable(now())) {
                pullFull(peer);
            }
        }
    }

    private long now() {
        return clock.now().agingMillis();
    }
}
