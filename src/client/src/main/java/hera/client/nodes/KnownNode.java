package hera.client.nodes;

import hera.client.http.NodeEndpoint;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A node, and how it has behaved. It is used when it is proven: when it answered {@code GET /_nodes} and has not failed
 * since. Not thread-safe.
 */
public final class KnownNode {
    /** How long an answer proves that a node is there. */
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

    /** Whether it answered last, and not long ago. */
    public boolean isProven(long nowMillis) {
        return proven && nowMillis - answeredAtMillis <= TRUST_MILLIS;
    }

    /** Whether requests of a kind may go there. */
    public boolean isUsable(RequestKind lane, long nowMillis) {
        return isProven(nowMillis) && !lane(lane).isWaiting(nowMillis);
    }

    /** Whether it may be asked whether it is there. */
    public boolean mayBeProbed(long nowMillis) {
        return !isProven(nowMillis) && !all.isWaiting(nowMillis);
    }

    /** Whether it may be asked whether it is back, because it is preferred to the one in use. */
    public boolean mayReturn(long nowMillis) {
        boolean overdue = nowMillis - failedAtMillis >= RETURN_MILLIS && nowMillis >= retryAtMillis;
        return !isProven(nowMillis) && (overdue || !all.isWaiting(nowMillis));
    }

    /** Returns how often it failed in a row. */
    public int failures() {
        return all.failures();
    }

    /** It answered: all failures are forgotten. */
    public void answered(long nowMillis) {
        proven = true;
        answeredAtMillis = nowMillis;
        all.succeeded();
    }

    /** It answered a request of a kind as it should. */
    public void served(RequestKind lane) {
        lane(lane).succeeded();
    }

    /** It does not answer, or not as a node of ours does. */
    public void failed(long nowMillis, long mostMillis, long retryAfterMillis, RandomGenerator chance) {
        proven = false;
        failedAtMillis = nowMillis;
        retryAtMillis = nowMillis + retryAfterMillis;
        nextEndpoint = (nextEndpoint + 1) % endpoints.size();
        all.failed(nowMillis, mostMillis, retryAfterMillis, chance);
    }

    /** It answered that it does not take requests of a kind now. */
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
