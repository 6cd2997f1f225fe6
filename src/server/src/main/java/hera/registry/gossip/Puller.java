package hera.registry.gossip;

import hera.foundation.http.HostPort;
import hera.foundation.json.LogSafe;
import hera.foundation.names.NodeName;
import hera.foundation.names.ServiceName;
import hera.foundation.time.Backoff;
import hera.foundation.time.Cancellable;
import hera.foundation.time.Clock;
import hera.foundation.time.Timer;
import hera.registry.gossip.PullFailedException.Kind;
import hera.registry.replica.Digest;
import hera.registry.replica.Replica;
import hera.registry.wire.PageFormat;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The asking side of gossip: starts the three kinds of pull and deals with their ends.
 *
 * <ul>
 *   <li>{@link Bootstrap}: at the start, until one peer has sent everything.
 *   <li>{@link HeldPulls}: kept open at the fingers of the {@link Ring}, answered when there is news.
 *   <li>{@link FullPulls}: one in each interval, at a random peer.
 * </ul>
 *
 * <p>All calls return at once. State is guarded by the peers' lock, which is never held during a merge.
 */
final class Puller {
    private static final Logger log = LoggerFactory.getLogger(Puller.class);

    /** The most addresses that are asked at a time whether a node with this one's name is there. */
    static final int MOST_NAMESAKES_ASKED = 8;

    private final Replica replica;
    private final Peers peers;
    private final Clock clock;
    private final Timer timer;
    private final RandomGenerator random;
    private final GossipSettings settings;
    private final GossipMetrics metrics;
    private final PeerDiscovery discovery;
    private final FullPulls fullPulls;
    private final HeldPulls heldPulls;
    private final Bootstrap bootstrap;
    private final Backoff backoff;
    private final PullPause pause;

    /** The number of addresses that are being asked whether a node with this one's name is there. */
    private int namesakesAsked;

    private boolean running;
    private @Nullable Cancellable next;

    Puller(
            Replica replica,
            Peers peers,
            PullSender sender,
            PullPlan plan,
            PeerDiscovery discovery,
            GossipSettings settings,
            Gossip.Ports ports,
            GossipMetrics metrics) {
        this.replica = replica;
        this.peers = peers;
        this.clock = ports.clock();
        this.timer = ports.timer();
        this.random = ports.random();
        this.settings = settings;
        this.backoff = new Backoff(PeerHealth.FIRST_BACK_OFF, settings.longestBackOff());
        this.metrics = metrics;
        this.discovery = discovery;
        PullRequests requests = new PullRequests(replica, peers, settings.hold());
        this.pause = new PullPause(ports.heapIsLow());
        this.fullPulls = new FullPulls(requests, sender, pause, random, this::ended);
        this.heldPulls = new HeldPulls(peers, requests, sender, pause, plan, settings.hold(), this::ended);
        this.bootstrap = new Bootstrap(replica, peers, fullPulls, this::beginGossip);
    }

    /** Starts with one full pull, and goes on until {@link #stop}. */
    void start() {
        synchronized (peers) {
            running = true;
            bootstrap.begin(now(), settings.liveness().toMillis());
            next = timer.after(settings.interval(), this::tick);
        }
        timer.after(Bootstrap.LONGEST, this::endBootstrap);
    }

    void stop() {
        synchronized (peers) {
            running = false;
            if (next != null) {
                next.cancel();
            }
            peers.all().forEach(peer -> peer.pulls.cancel());
        }
    }

    /** Whether a peer has once sent all that it had, or none could within a few seconds. */
    boolean isReady() {
        synchronized (peers) {
            return bootstrap.isOver();
        }
    }

    /** Whether this node lacks no live instance that it could know of (rule 12); takes no lock. */
    boolean isComplete() {
        return bootstrap.isComplete(now());
    }

    /** Whether pulls are paused because the heap is nearly full; takes no lock. */
    boolean isPaused() {
        return pause.isOn();
    }

    /**
     * Records a request of a node: ends its back-off as a peer, and pulls from it at once if it was thought lost; a
     * node that is no peer becomes one.
     *
     * @param at the address that it states, or null
     */
    void heardFrom(NodeIdentity node, @Nullable HostPort at) {
        synchronized (peers) {
            Peer peer = peers.find(node.name());
            if (!running) {
                return;
            }
            if (peer == null) {
                heardFromUnknown(node.name(), at);
                return;
            }
            peer.health.heard(now());
            if (peer.confirmed && peer.health.failures > 0) {
                discovery.moved(peer, at);
                retrySooner(peer);
            } else if (peer.misnamed && at != null && discovery.mayAsk(at, now())) {
                discovery.moved(peer, at);
                fullPulls.begin(peer);
            }
        }
    }

    private void retrySooner(Peer peer) {
        if (peer.health.endWait(now())) {
            long delayMillis = peer.health.retryAtMillis - now();
            if (delayMillis == 0) {
                fullPulls.begin(peer);
            } else {
                timer.after(Duration.ofMillis(delayMillis), () -> retry(peer));
            }
        }
    }

    /**
     * Asks an address from which a node with this one's name was heard for its node's identity, once per back-off (rule
     * 10).
     */
    void heardOfNamesake(HostPort at) {
        synchronized (peers) {
            if (running && namesakesAsked < MOST_NAMESAKES_ASKED && discovery.mayAsk(at, now())) {
                namesakesAsked++;
                discovery.doubt(at, now());
                fullPulls.ask(new Peer(Peer.Source.LEARNT, null, at), this::namesakeAsked);
            }
        }
    }

    private void namesakeAsked(PeerPulls.Pending pull, PullSender.PullResult result) {
        synchronized (peers) {
            namesakesAsked--;
            if (result instanceof PullSender.PullResult.Answered answered
                    && peers.isNamesake(answered.response().node())) {
                discovery.askAgainLater(pull.at, now());
            }
        }
    }

    private void heardFromUnknown(NodeName name, @Nullable HostPort at) {
        Peer learnt = discovery.learn(name, at, now());
        if (learnt != null) {
            introduce();
        } else if (at != null) {
            peers.lostNeighbours(at.port(), now()).forEach(fullPulls::begin);
        }
    }

    /** Adds an address to pull from, as if it were configured. */
    void addNeighbour(HostPort address) {
        synchronized (peers) {
            Peer added = peers.addNeighbour(address);
            if (added != null && running) {
                fullPulls.begin(added);
            }
        }
    }

    /** Records how far a peer has followed this node by its request, which is shown and proves nothing (rule 8). */
    void askedBy(NodeName name, Digest digest) {
        synchronized (peers) {
            Peer peer = peers.find(name);
            if (peer != null) {
                peer.lag.seen(digest, replica, now());
            }
        }
    }

    /** The peers as they are now. */
    List<PeerView> peers() {
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
                pause.over().stream().filter(peers::has).forEach(fullPulls::begin);
                fullPulls.beginAtRandom(peers.healthy());
                if (bootstrap.isOver()) {
                    heldPulls.refresh();
                }
                introduce();
                heldPulls.withoutLongPolls().forEach(fullPulls::begin);
                peers.all().forEach(peer -> peer.lag.refresh(replica, now()));
            } catch (RuntimeException e) {
                log.error("gossip result=internal: the next round goes ahead", e);
            }
        }
    }

    private void endBootstrap() {
        synchronized (peers) {
            if (running) {
                bootstrap.timeOut();
            }
        }
    }

    private void beginGossip() {
        heldPulls.refresh();
        introduce();
    }

    /**
     * Pulls from configured addresses whose node name is still unknown; the response carries it. Nodes of the original
     * design send no name.
     */
    private void introduce() {
        if (bootstrap.isOver()) {
            peers.unidentified().forEach(fullPulls::begin);
        }
    }

    private void ended(PeerPulls.Pending pull, PullSender.PullResult result) {
        synchronized (peers) {
            Peer peer = pull.peer;
            if (!running || !peer.pulls.isUnderWay(pull)) {
                return;
            }
            peer.pulls.ended(pull);
            if (result instanceof PullSender.PullResult.Failed failed) {
                failed(pull, failed.why());
            } else if (result instanceof PullSender.PullResult.Answered answered) {
                NodeIdentity node = answered.response().node();
                if (pull.isElsewhere() && !peer.admits(pull.at, node)) {
                    failed(pull, new PullFailedException(Kind.WRONG_NODE, "it is not there where it was said to be"));
                } else if (isExpected(pull, node)) {
                    discovery.foundAt(peer, pull.at);
                    answered(pull, answered.response(), answered.outcome());
                }
            }
        }
    }

    /** Whether the expected node responded; if not, acts on the one that did, and continues with others. */
    private boolean isExpected(PeerPulls.Pending pull, @Nullable NodeIdentity node) {
        Peer peer = pull.peer;
        switch (discovery.recognise(peer, node)) {
            case EXPECTED, NAMED -> {
                return true;
            }
            case NAMESAKE -> // rule 10
                failed(pull, new PullFailedException(Kind.NAME_TAKEN, "it has this node's own name"));
            case SELF, KNOWN -> {
                peer.health.everAnswered = true;
                timer.after(settings.longestBackOff(), () -> retry(peer));
                continueWithOthers();
            }
            case STRANGER -> {
                discovery.doubt(pull.at, now());
                peer.pulls.cancel();
                continueWithOthers();
            }
        }
        return false;
    }

    private void answered(PeerPulls.Pending pull, PullResponse response, PageReceiver.Outcome outcome) {
        Peer peer = pull.peer;
        metrics.answered(peer.label());
        if (peer.health.failures > 0) {
            log.info("gossip peer={} state=reachable-again", LogSafe.value(peer.label()));
        }
        peer.health.answered(now());
        if (bootstrap.isOver()) {
            heldPulls.brought(peer, outcome.fresh());
        }
        pull.measureClock(response, clock.now());
        if (pull.request.isQuestion()) {
            fullPulls.begin(peer);
            return;
        }
        peer.pulls.whole = response.more() || outcome.contentMissing(); // rule 6
        peer.pulls.sendsTouchesRegardless = outcome.contentMissing() && pull.request.whole();
        boolean useful = outcome.moved() || (outcome.contentMissing() && !pull.request.whole());
        if (pull.isHeld()) {
            heldPulls.continueAfter(pull, response, useful, now() - pull.startedAtMillis);
        } else if (fullPulls.continueAt(peer, useful)) {
            if (!peer.pulls.whole && !outcome.full()) {
                bootstrap.learntFrom(response, now());
            }
            sentAll(peer, response.form());
        }
    }

    private void sentAll(Peer peer, PageFormat form) {
        boolean first = !bootstrap.isOver() || peer.pulls.waits == null;
        if (form == PageFormat.PLAIN) {
            peer.pulls.waits = false;
        }
        if (first) {
            bootstrap.end();
        }
    }

    private void failed(PeerPulls.Pending pull, PullFailedException failed) {
        Peer peer = pull.peer;
        if (pull.request.isQuestion()) {
            discovery.notThere(peer, pull.at, now());
        }
        if (pull.isElsewhere() && peer.health.failures == 0) {
            return; // the node at the known address, of whatever name, is asked as before
        }
        metrics.failed(peer.label(), failed.kind());
        if (peer.health.isToBeLogged(failed, now())) {
            peer.health.loggedAtMillis = now();
            log.warn(
                    "gossip peer={} address={} result={}: {}",
                    LogSafe.value(peer.label()),
                    pull.at,
                    failed.kind(),
                    failed.getMessage());
        }
        peer.health.failed(String.valueOf(failed.getMessage()), now(), backoff, random);
        peer.pulls.waits = null;
        peer.pulls.cancel();
        timer.after(Duration.ofMillis(peer.health.retryAtMillis - now()), () -> retry(peer));
        continueWithOthers();
    }

    private void continueWithOthers() {
        if (bootstrap.isOver()) {
            heldPulls.refresh();
        } else {
            bootstrap.pullNext();
        }
    }

    private void retry(Peer peer) {
        synchronized (peers) {
            boolean due = (peer.dormant || peer.health.failures > 0) && peer.health.isAvailable(now());
            if (running && peers.has(peer) && due) {
                fullPulls.begin(peer);
            }
        }
    }

    private long now() {
        return clock.now().agingMillis();
    }
}
