package hera.client.nodes;

import hera.client.http.NodeEndpoint;
import hera.client.http.Resolved;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The nodes to talk to, in order: this host's before the others, in both those of the same cluster first, otherwise
 * shuffled for each client. A name with several addresses is several nodes; all addresses of this host with one port are
 * one node. Not thread-safe.
 */
public final class NodeTable {
    /** At most this many nodes are known; those beyond are read past. */
    public static final int MOST_NODES = 1_000;

    private final Set<NodeAddress> seeds;
    private final @Nullable String cluster;
    private final boolean discovers;
    private final RandomGenerator chance;
    private final Map<NodeAddress, List<Resolved>> addresses = new LinkedHashMap<>();
    private final Map<String, KnownNode> nodes = new LinkedHashMap<>();
    private List<NodeEntry> learnt = List.of();
    private Map<KnownNode, NodeEntry> entries = Map.of();
    private List<KnownNode> order = List.of();

    /**
     * A table that knows the nodes to begin with.
     *
     * @param cluster the client's own; null for that of a node on this host
     * @param discovers whether nodes are used that others tell of
     */
    public NodeTable(List<NodeAddress> seeds, @Nullable String cluster, boolean discovers, RandomGenerator chance) {
        this.seeds = new LinkedHashSet<>(seeds);
        this.cluster = cluster;
        this.discovers = discovers;
        this.chance = chance;
    }

    /** Returns the names whose addresses are needed. */
    public Set<NodeAddress> names() {
        Set<NodeAddress> names = new LinkedHashSet<>(seeds);
        learnt.stream().map(NodeEntry::address).forEach(names::add);
        return names;
    }

    /** Takes what nodes say of themselves and of each other; those that are gone are left out. */
    public void learn(List<NodeEntry> entries) {
        learnt = entries.stream()
                .filter(entry -> !entry.gone())
                .limit(MOST_NODES)
                .toList();
        addresses.keySet().retainAll(names());
        rebuild();
    }

    /** Takes a name's addresses. No address leaves those that were there: a name server may be down. */
    public void resolved(NodeAddress name, List<Resolved> found) {
        if (!found.isEmpty() && names().contains(name)) {
            addresses.put(name, List.copyOf(found));
            rebuild();
        }
    }

    /** Returns all nodes whose addresses are known, in the order in which they are tried. */
    public List<KnownNode> order() {
        return order;
    }

    /** Returns the first node that takes requests of a kind, or null. */
    public @Nullable KnownNode choose(RequestKind lane, long nowMillis) {
        for (KnownNode node : order) {
            if (node.isUsable(lane, nowMillis)) {
                return node;
            }
        }
        return null;
    }

    /** Returns what {@code /_nodes} says of a node, or null. */
    public @Nullable NodeEntry entryOf(KnownNode node) {
        return entries.get(node);
    }

    private void rebuild() {
        Map<String, List<NodeEndpoint>> endpoints = new LinkedHashMap<>();
        Set<String> local = new LinkedHashSet<>();
        (discovers ? names() : seeds)
                .forEach(name -> of(name).forEach(address -> {
                    String key = key(name, address);
                    NodeEndpoint endpoint =
                            new NodeEndpoint(name.secure(), name.host(), address.address(), name.port());
                    List<NodeEndpoint> known = endpoints.computeIfAbsent(key, absent -> new ArrayList<>());
                    if (known.stream().noneMatch(other -> other.origin().equals(endpoint.origin()))) {
                        known.add(endpoint);
                    }
                    if (address.local()) {
                        local.add(key);
                    }
                }));
        nodes.keySet().retainAll(endpoints.keySet());
        endpoints.forEach((key, at) -> nodes.computeIfAbsent(
                        key, absent -> new KnownNode(at, local.contains(key), chance.nextDouble()))
                .isAt(List.copyOf(at), local.contains(key)));
        name();
        sort();
    }

    private void name() {
        Map<KnownNode, NodeEntry> named = new LinkedHashMap<>();
        for (NodeEntry entry : learnt) {
            for (Resolved address : of(entry.address())) {
                KnownNode node = nodes.get(key(entry.address(), address));
                if (node != null && named.putIfAbsent(node, entry) == null) {
                    node.isCalled(entry.name(), entry.cluster());
                }
            }
        }
        entries = named;
    }

    private List<Resolved> of(NodeAddress name) {
        return addresses.getOrDefault(name, List.of());
    }

    private void sort() {
        String own = cluster != null ? cluster : clusterOfThisHost();
        List<KnownNode> sorted = new ArrayList<>(nodes.values());
        sorted.sort(Comparator.comparing((KnownNode node) -> !node.isLocal())
                .thenComparing(node -> own == null || !own.equals(node.cluster()))
                .thenComparingDouble(node -> node.place));
        order = List.copyOf(sorted);
    }

    private @Nullable String clusterOfThisHost() {
        for (KnownNode node : nodes.values()) {
            if (node.isLocal() && node.cluster() != null) {
                return node.cluster();
            }
        }
        return null;
    }

    private static String key(NodeAddress name, Resolved address) {
        return (address.local() ? "this host" : address.address()) + ":" + name.port();
    }
}
