package hera.client.twin;

import hera.client.http.NodeEndpoint;
import hera.client.http.NodeRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A network of nodes and clients on virtual time. The same seed gives the same run. */
public final class TwinNetwork {
    private static final int MOST_LATENCY_MILLIS = 5;

    private final TwinTime time;
    private final RandomGenerator chance;
    private final Map<String, MemoryNode> nodes = new LinkedHashMap<>();
    private final Map<String, List<String>> names = new HashMap<>();
    private final Set<String> cuts = new HashSet<>();
    private final List<String> requests = new ArrayList<>();
    private final Map<Object, Long> lastDelivery = new WeakHashMap<>();
    private double loss;
    private double breaks;
    private boolean breakNext;

    public TwinNetwork(TwinTime time, RandomGenerator chance) {
        this.time = time;
        this.chance = chance;
    }

    public TwinTime time() {
        return time;
    }

    public RandomGenerator chance() {
        return chance;
    }

    /** A node at an address and a port. */
    public MemoryNode node(String name, String address, int port) {
        MemoryNode node = new MemoryNode(this, name, address, port);
        nodes.put(address + ":" + port, node);
        return node;
    }

    public List<MemoryNode> nodes() {
        return List.copyOf(nodes.values());
    }

    /** A client's transport, from a host. */
    public TwinTransport transport(VirtualLoop loop, String host) {
        return new TwinTransport(this, loop, host);
    }

    /** From now on a name stands for these addresses. */
    public void name(String name, String... addresses) {
        names.put(name, List.of(addresses));
    }

    /** No packet passes between two hosts. */
    public void cut(String one, String other) {
        cuts.add(pair(one, other));
    }

    /** Packets pass again everywhere. */
    public void heal() {
        cuts.clear();
    }

    public void heal(String one, String other) {
        cuts.remove(pair(one, other));
    }

    /** A share of requests and answers vanishes. */
    public void lose(double share) {
        loss = share;
    }

    /** A share of connections breaks before the node sees the request. */
    public void breakConnections(double share) {
        breaks = share;
    }

    /** Every request since the last call: method, address, path. */
    public List<String> takeRequests() {
        List<String> taken = List.copyOf(requests);
        requests.clear();
        return taken;
    }

    /** Whether no packet passes between two hosts. */
    public boolean isCut(String one, String other) {
        return cuts.contains(pair(one, other));
    }

    boolean loses() {
        return loss > 0 && chance.nextDouble() < loss;
    }

    /** The next connection breaks before the node sees the request. */
    public void breakOnce() {
        breakNext = true;
    }

    boolean breaks() {
        if (breakNext) {
            breakNext = false;
            return true;
        }
        return breaks > 0 && chance.nextDouble() < breaks;
    }

    List<String> resolve(String name) {
        boolean literal = name.indexOf(':') >= 0 || name.matches("[0-9.]+");
        return names.getOrDefault(name, literal ? List.of(name) : List.of());
    }

    @Nullable
    MemoryNode at(NodeEndpoint endpoint) {
        return nodes.get(endpoint.address() + ":" + endpoint.port());
    }

    void sent(NodeRequest request) {
        requests.add(request.method() + " " + request.endpoint().address() + ":"
                + request.endpoint().port() + " " + request.path());
    }

    void afterLatency(Runnable step) {
        time.after(1 + chance.nextInt(MOST_LATENCY_MILLIS), step);
    }

    /** What goes over one connection keeps its order; over different ones it does not. */
    void afterLatencyInOrder(Object connection, Runnable step) {
        long at = Math.max(
                time.now() + 1 + chance.nextInt(MOST_LATENCY_MILLIS), lastDelivery.getOrDefault(connection, 0L));
        lastDelivery.put(connection, at);
        time.after(at - time.now(), step);
    }

    private static String pair(String one, String other) {
        return one.compareTo(other) < 0 ? one + " " + other : other + " " + one;
    }
}
