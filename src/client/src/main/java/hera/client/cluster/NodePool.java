package hera.client.cluster;

import hera.client.http.Head;
import hera.client.http.NodeAnswer;
import hera.client.http.NodeRequest;
import hera.client.http.Receiver;
import hera.client.http.RequestFailure;
import hera.client.http.Transport;
import hera.client.json.MalformedJsonException;
import hera.client.meters.ClientMeters;
import hera.client.meters.RequestOutcome;
import hera.client.nodes.KnownNode;
import hera.client.nodes.NodeAddress;
import hera.client.nodes.NodeEntry;
import hera.client.nodes.NodeSummary;
import hera.client.nodes.NodeTable;
import hera.client.nodes.RequestKind;
import hera.client.time.Chance;
import hera.client.time.ClientLoop;
import hera.client.time.Ongoing;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The nodes of the registry: their names looked up, their list kept up to date, and one that answers found.
 *
 * <p>No request goes to a node that has not proven itself: that it has answered {@code GET /_nodes}. So a hundred
 * requests that wait for a node cost one probe of each that is down, not a hundred. Without a proven node, nodes are
 * probed in order: the next at once when one fails, or when one says nothing for half a second; those that failed before
 * at most twice a second in all. Runs in steps of the loop only.
 */
public final class NodePool {
    /** The hearer of what becomes of nodes. */
    public interface Listener {
        /** Something that waits for a node may go on. */
        void nodesChanged();

        /** A node does not answer; what is under way there should go elsewhere. */
        void nodeFailed(KnownNode node);
    }

    private static final long PROBE_MILLIS = 3_000;
    private static final long BETWEEN_PROBES_MILLIS = 500;
    private static final long MAINTENANCE_MILLIS = 10_000;
    private static final long REFRESH_MILLIS = 25_000;
    private static final long BETWEEN_LOOKUPS_MILLIS = 1_000;
    private static final long FIRST_LOOKUPS_MILLIS = 250;
    private static final long LONG_OUTAGE_MILLIS = 5_000;
    private static final long MOST_RETRY_AFTER_MILLIS = 5 * 60 * 1_000L;
    private static final double JITTER = 0.3;
    public static final int MOST_BYTES = 4 << 20;
    private static final int BAD_REQUEST = 400;

    private final ClientSettings settings;
    private final ClientLoop loop;
    private final RandomGenerator chance;
    private final Transport transport;
    private final EnvironmentFence environment;
    private final ClientMeters meters;
    private final NodeTable table;
    private final Map<KnownNode, Ongoing> probes = new HashMap<>();
    private final Map<NodeAddress, Long> lookups = new HashMap<>();
    private final Set<NodeAddress> lookingUp = new HashSet<>();
    private final NodeLog log = new NodeLog();
    private @Nullable Listener listener;
    private @Nullable KnownNode current;
    private @Nullable Ongoing search;
    private @Nullable Ongoing maintenance;
    private long mostBackoffMillis;
    private long lastProbeAtMillis = Long.MIN_VALUE / 2;
    private long refreshedAtMillis;
    private long startedAtMillis;

    /** When a node that was in use failed, or the client began. */
    private long outageSinceMillis;

    private boolean closed;

    /** Read by any thread. */
    private volatile List<NodeSummary> view = List.of();

    public NodePool(
            ClientSettings settings,
            ClientLoop loop,
            RandomGenerator chance,
            Transport transport,
            EnvironmentFence environment,
            ClientMeters meters) {
        this.settings = settings;
        this.loop = loop;
        this.chance = chance;
        this.transport = transport;
        this.environment = environment;
        this.meters = meters;
        this.table = new NodeTable(settings.nodes(), settings.clusterName(), settings.discoverNodes(), chance);
        this.mostBackoffMillis = settings.maxBackoff().toMillis();
    }

    public void start(Listener hearer) {
        listener = hearer;
        startedAtMillis = loop.millis();
        outageSinceMillis = startedAtMillis;
        lookUp();
        maintainLater();
    }

    public void close() {
        closed = true;
        probes.values().forEach(Ongoing::cancel);
        probes.clear();
        cancel(search);
        cancel(maintenance);
    }

    /** Returns the nodes in order; may be called by any thread. */
    public List<NodeSummary> view() {
        return view;
    }

    /** Returns the node that takes requests of a kind now, or null; one is being looked for then. */
    @Nullable
    public KnownNode choose(RequestKind lane) {
        KnownNode node = table.choose(lane, loop.millis());
        if (node == null) {
            search();
        } else if (lane == RequestKind.READ && node != current) {
            log.used(node);
            current = node;
        }
        return node;
    }

    /** Bounds the back-off by what the shortest lease needs. */
    public void boundBackoff(long shortestLeaseMillis) {
        mostBackoffMillis = Math.min(settings.maxBackoff().toMillis(), Math.max(1, shortestLeaseMillis / 5));
    }

    /** A node has answered a request as it should. */
    public void served(KnownNode node, RequestKind lane) {
        node.answered(loop.millis());
        node.served(lane);
    }

    /** A node has answered that it does not take requests of that kind. */
    public void refused(KnownNode node, RequestKind lane, Head head, String detail) {
        node.refused(lane, loop.millis(), mostBackoffMillis, retryAfterMillis(head), chance);
        log.refused(node, head, detail, loop.millis());
        search();
    }

    /** A node does not let this client do one thing. It may do others, so nothing is kept from the node. */
    public void denied(KnownNode node, NodeAnswer answer) {
        log.refused(node, answer.head(), answer.text(), loop.millis());
    }

    /** A node has not answered, or not as a node of this environment does. */
    public void failed(KnownNode node, RequestFailure failure) {
        if (failure.kind() == RequestFailure.Kind.UNWANTED) {
            log.otherEnvironment(node, environment, loop.millis());
        }
        failed(node, failure.detail(), 0);
    }

    private void failed(KnownNode node, String detail, long retryAfterMillis) {
        long now = loop.millis();
        boolean wasUsed = node.isProven(now);
        outageSinceMillis = wasUsed ? now : outageSinceMillis;
        log.failed(node, detail);
        node.failed(now, mostBackoffMillis, retryAfterMillis, chance);
        lookUp();
        if (wasUsed && listener != null) {
            listener.nodeFailed(node);
        }
        search();
    }

    /** The headers of every request. */
    public Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        String named = environment.named();
        if (named != null) {
            headers.put(EnvironmentFence.HEADER, named);
        }
        String token = settings.tokenNow();
        if (token != null) {
            headers.put("Authorization", "Bearer " + token);
        }
        return headers;
    }

    /** Returns the host under which others reach this one, or null while it cannot be known. */
    @Nullable
    public String localHost() {
        if (settings.host() != null) {
            return settings.host();
        }
        KnownNode used = table.choose(RequestKind.WRITE, loop.millis());
        if (used == null || !lookingUp.isEmpty()) {
            return null;
        }
        for (KnownNode node : table.order()) {
            NodeEntry entry = node.isLocal() ? table.entryOf(node) : null;
            if (entry != null) {
                return entry.address().host();
            }
        }
        return transport.localAddressTowards(used.endpoint().address());
    }

    private void maintainLater() {
        maintenance = loop.after(Chance.jitter(chance, MAINTENANCE_MILLIS, JITTER), () -> {
            maintainLater();
            maintain();
        });
    }

    /** Asks the nodes that are preferred to the one in use whether they are back, and the one in use for news. */
    private void maintain() {
        long now = loop.millis();
        KnownNode used = table.choose(RequestKind.READ, now);
        lookUp();
        if (used == null) {
            search();
            return;
        }
        for (KnownNode node : table.order()) {
            if (node == used) {
                break;
            }
            if (node.mayReturn(now) && !probes.containsKey(node)) {
                probe(node);
            }
        }
        if (now - refreshedAtMillis >= REFRESH_MILLIS && !probes.containsKey(used)) {
            probe(used);
        }
    }

    /** Looks for a node that answers, unless there is one for every kind of request. */
    public void search() {
        long now = loop.millis();
        cancel(search);
        search = null;
        if (closed || (table.choose(RequestKind.READ, now) != null && table.choose(RequestKind.WRITE, now) != null)) {
            return;
        }
        search = loop.after(BETWEEN_PROBES_MILLIS, this::searchOn);
        KnownNode next = null;
        for (KnownNode node : table.order()) {
            if (node.mayBeProbed(now) && !probes.containsKey(node)) {
                next = node;
                break;
            }
        }
        boolean paced = now - lastProbeAtMillis >= BETWEEN_PROBES_MILLIS;
        if (next != null && !mayBePreceded(next, now) && (paced || (next.failures() == 0 && probes.isEmpty()))) {
            probe(next);
        }
        if (table.choose(RequestKind.READ, now) == null && isHopeless(now)) {
            log.noneAnswers(table.order().isEmpty() ? settings.nodes() : table.order(), now);
        }
    }

    private void searchOn() {
        search = null;
        lookUp();
        search();
        if (listener != null) {
            listener.nodesChanged();
        }
    }

    /** At the start a node on this host may yet be found, and is worth a moment. */
    private boolean mayBePreceded(KnownNode node, long now) {
        return !node.isLocal() && !lookingUp.isEmpty() && now - startedAtMillis < FIRST_LOOKUPS_MILLIS;
    }

    /** Whether each has failed since the outage began; in a long one those that are left alone for now count, too. */
    private boolean isHopeless(long now) {
        long since = now - outageSinceMillis >= LONG_OUTAGE_MILLIS ? Long.MIN_VALUE : outageSinceMillis;
        return lookingUp.isEmpty() && table.order().stream().allMatch(node -> node.hasFailedSince(since));
    }

    private void probe(KnownNode node) {
        lastProbeAtMillis = loop.millis();
        NodeRequest request = new NodeRequest(
                node.endpoint(), "GET", "/_nodes", headers(), "", MOST_BYTES, false, environment::admits);
        Ongoing[] parts = new Ongoing[2];
        probes.put(node, () -> {
            cancel(parts[0]);
            cancel(parts[1]);
        });
        long patience = Math.min(PROBE_MILLIS, settings.timeout().toMillis());
        parts[1] = loop.after(patience, () -> {
            cancel(parts[0]);
            ended(node, new RequestFailure(RequestFailure.Kind.TIMED_OUT, "no answer in " + patience + " ms"));
        });
        parts[0] = transport.send(request, new Receiver() {
            @Override
            public void answered(NodeAnswer answer) {
                cancel(parts[1]);
                probes.remove(node);
                meters.requested(node.endpoint().toString(), RequestOutcome.of(answer.status()));
                proven(node, answer);
            }

            @Override
            public void failed(RequestFailure failure) {
                cancel(parts[1]);
                ended(node, failure);
            }
        });
    }

    private void ended(KnownNode node, RequestFailure failure) {
        probes.remove(node);
        meters.requested(node.endpoint().toString(), RequestOutcome.FAILED);
        failed(node, failure);
    }

    /** One whose token may not see the nodes is a node all the same. */
    private void proven(KnownNode node, NodeAnswer answer) {
        if (!environment.admits(answer.head())) {
            failed(node, new RequestFailure(RequestFailure.Kind.UNWANTED, "another environment"));
            return;
        }
        try {
            if (answer.status() == 200) {
                table.learn(NodesReader.nodes(answer.body(), node.endpoint().secure()));
            } else if (answer.status() != Ask.FORBIDDEN) {
                denied(node, answer);
                failed(node, unexpected(node, answer.status()), retryAfterMillis(answer.head()));
                return;
            }
        } catch (MalformedJsonException e) {
            failed(node, String.valueOf(e.getMessage()), 0);
            return;
        }
        environment.fix(answer.head());
        node.answered(loop.millis());
        refreshedAtMillis = loop.millis();
        log.answered();
        lookUp();
        changed();
    }

    private static String unexpected(KnownNode node, int status) {
        boolean mayAwaitTls = status == BAD_REQUEST && !node.endpoint().secure();
        return "status " + status + (mayAwaitTls ? "; if it is secured, it is https://" + node : "");
    }

    private void changed() {
        view = table.order().stream().map(this::shown).toList();
        if (listener != null) {
            listener.nodesChanged();
        }
    }

    private NodeSummary shown(KnownNode node) {
        return new NodeSummary(node.endpoint().toString(), node.name(), node.cluster());
    }

    /** Looks names up whose addresses may have changed: each once in a second at most, and at each failure. */
    private void lookUp() {
        long now = loop.millis();
        Set<NodeAddress> names = table.names();
        lookups.keySet().retainAll(names);
        for (NodeAddress name : names) {
            Long last = lookups.get(name);
            if (!closed && !lookingUp.contains(name) && (last == null || now - last >= BETWEEN_LOOKUPS_MILLIS)) {
                lookups.put(name, now);
                lookingUp.add(name);
                transport.resolve(name.host(), found -> {
                    lookingUp.remove(name);
                    table.resolved(name, found);
                    changed();
                    search();
                });
            }
        }
    }

    private long retryAfterMillis(Head head) {
        long seconds = head.number("retry-after").orElse(0);
        return Math.min(MOST_RETRY_AFTER_MILLIS, seconds * 1_000);
    }

    private static void cancel(@Nullable Ongoing running) {
        if (running != null) {
            running.cancel();
        }
    }
}
