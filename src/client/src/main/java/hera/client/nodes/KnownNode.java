package hera.client.nodes;

import hera.client.http.NodeEndpoint;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A node with its history. It is used only while it is proven: it has answered {@code GET /_nodes} and not failed
 * since. Not thread-safe.
 */
public final class KnownNode {
    /** The time for which an answer proves a node. */
    static final long TRUST_MILLIS = 75_000;

    /** How long after its last failure a preferred node is asked again at the latest. */
    static final long RETURN_MILLIS = 40_000;

    final double place;

    private List<NodeEndpoint> endpoints;
    private boolean local;
    private @Nullable String name;
    private @Nullable String cluster;
    private boolean proven;
    private long answeredAtMillis;
    private long failedAtMillis;
    private long retryAtMillis = Long.MIN_VALUE;
    private int nextEndpoint;
    private final NodeBackoff all = new NodeBackoff();
    private final NodeBackoff reads = new NodeBackoff();
    private final NodeBackoff writes = new NodeBackoff();

    /** @param place from 0 to 1, by which nodes of equal rank are ordered */
    KnownNode(List<NodeEndpoint> endpoints, boolean local, double place) {
        this.endpoints = endpoints;
        this.local = local;
        this.place = place;
    }

    void isAt(List<NodeEndpoint> addresses, boolean onThisHost) {
        if (!endpoints.equals(addresses)) {
            endpoints = addresses;
            nextEndpoint = 0;
        }
        local = onThisHost;
    }

    void isCalled(@Nullable String nodeName, @Nullable String clusterName) {
        name = nodeName;
        cluster = clusterName;
    }

    /** Returns the address to use now; after a failure the next of several. */
    public NodeEndpoint endpoint() {
        return endpoints.get(nextEndpoint % endpoints.size());
    }

    /** Returns its name, or null while no node has told it. */
    public @Nullable String name() {
        return name;
    }

    /** Returns the name of its cluster, or null. */
    public @Nullable String cluster() {
        return cluster;
    }

    /** Whether it is on this host. */
    public boolean isLocal() {
        return local;
    }

    /** Whether its last request succeeded, and recently. */
    public boolean isProven(long nowMillis) {
        return proven && nowMillis - answeredAtMillis <= TRUST_MILLIS;
    }

    /** Whether requests of a kind may go there. */
    public boolean isUsable(RequestKind lane, long nowMillis) {
        return isProven(nowMillis) && !lane(lane).isWaiting(nowMillis);
    }

    /** Whether a probe may be sent now. */
    public boolean mayBeProbed(long nowMillis) {
        return !isProven(nowMillis) && !all.isWaiting(nowMillis);
    }

    /** Whether a probe may be sent because the node is preferred to the one in use. */
    public boolean mayReturn(long nowMillis) {
        boolean overdue = nowMillis - failedAtMillis >= RETURN_MILLIS && nowMillis >= retryAtMillis;
        return !isProven(nowMillis) && (overdue || !all.isWaiting(nowMillis));
    }

    /** Returns how often it failed in a row. */
    public int failures() {
        return all.failures();
    }

    /** Whether it has failed since then, and not answered after that. */
    public boolean hasFailedSince(long millis) {
        return all.failures() > 0 && failedAtMillis >= millis;
    }

    /** Records an answer, and resets the failures. */
    public void answered(long nowMillis) {
        proven = true;
        answeredAtMillis = nowMillis;
        all.succeeded();
    }

    /** Records a successful request of a kind. */
    public void served(RequestKind lane) {
        lane(lane).succeeded();
    }

    /** Records a failure: no answer, or one of no node of this environment. */
    public void failed(long nowMillis, long mostMillis, long retryAfterMillis, RandomGenerator chance) {
        proven = false;
        failedAtMillis = nowMillis;
        retryAtMillis = nowMillis + retryAfterMillis;
        nextEndpoint = (nextEndpoint + 1) % endpoints.size();
        all.failed(nowMillis, mostMillis, retryAfterMillis, chance);
    }

    /** Records that the node refuses requests of a kind now. */
    public void refused(
            RequestKind lane, long nowMillis, long mostMillis, long retryAfterMillis, RandomGenerator chance) {
        lane(lane).failed(nowMillis, mostMillis, retryAfterMillis, chance);
    }

    private NodeBackoff lane(RequestKind lane) {
        return lane == RequestKind.READ ? reads : writes;
    }

    @Override
    public String toString() {
        return endpoint().toString();
    }
}
