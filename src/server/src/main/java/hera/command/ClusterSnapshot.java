package hera.command;

import hera.foundation.http.HostPort;
import hera.foundation.time.Failures;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;

/**
 * The responses of some nodes, and of all others that they know, to {@code /_cluster}. All nodes are asked at the same
 * time.
 *
 * @param answers by the name of the node, with its address where two nodes have one name
 * @param silent the nodes without a usable response
 * @param lost the nodes whose address another node does not know
 */
record ClusterSnapshot(
        Map<String, Reply> answers, Map<HttpNode, CommandFailedException> silent, List<CommandFailedException> lost) {
    /** The most threads that wait for responses: one for each node that a node may learn of. */
    private static final int AT_A_TIME = 1_000;

    /** One node's response, as bytes and parsed. */
    record Reply(HttpNode node, NodeResponse answer, ClusterDocument view) {
        static Reply of(HttpNode node) {
            NodeResponse answer = node.get("/_cluster").orRefused();
            return new Reply(node, answer, ClusterDocument.of(answer));
        }
    }

    /** Asks all nodes for the first time. */
    static ClusterSnapshot of(List<HttpNode> named) {
        return ask(named, Map.of());
    }

    /** Asks all nodes again. Nodes that did not respond before are not waited for. */
    ClusterSnapshot again(List<HttpNode> named) {
        return ask(named, silent);
    }

    /** Returns the failures by which nodes are missing from this snapshot. */
    List<CommandFailedException> failures() {
        List<CommandFailedException> failures = new ArrayList<>(silent.values());
        failures.addAll(lost);
        return failures;
    }

    private static ClusterSnapshot ask(List<HttpNode> named, Map<HttpNode, CommandFailedException> before) {
        Map<HttpNode, CommandFailedException> silent = new LinkedHashMap<>(before);
        List<CommandFailedException> lost = new ArrayList<>();
        List<Reply> replies = new ArrayList<>(ask(new LinkedHashSet<>(named), silent));
        Set<HttpNode> peers = new LinkedHashSet<>();
        replies.forEach(reply -> peers.addAll(others(reply, lost)));
        named.forEach(node -> peers.removeIf(peer -> peer.address().equals(node.address())));
        replies.addAll(ask(peers, silent));
        return new ClusterSnapshot(byName(replies), silent, lost);
    }

    ReplicaDiff compare() {
        Map<String, ClusterDocument> views = new TreeMap<>();
        answers.forEach((name, reply) -> views.put(name, reply.view()));
        return ReplicaDiff.of(views);
    }

    /** Returns the node's peers, and the nodes that it knows through them. */
    private static List<HttpNode> others(Reply reply, List<CommandFailedException> lost) {
        ClusterDocument view = reply.view();
        Map<String, String> addresses = new TreeMap<>();
        view.nodes().forEach((name, node) -> {
            if (!name.equals(view.name())
                    && !ClusterDocument.text(node, "state").equals("gone")) {
                addresses.put(name, ClusterDocument.address(node));
            }
        });
        view.peers().forEach((name, peer) -> addresses.put(name, ClusterDocument.text(peer, "address")));
        List<HttpNode> others = new ArrayList<>();
        addresses.forEach((name, address) -> {
            try {
                others.add(reply.node().told(HostPort.parse(address)));
            } catch (IllegalArgumentException e) {
                lost.add(CommandFailedException.notAsked(
                        "%s does not know where %s is: address '%s'".formatted(view.name(), name, address)));
            }
        });
        return others;
    }

    private static List<Reply> ask(Set<HttpNode> nodes, Map<HttpNode, CommandFailedException> silent) {
        List<HttpNode> toAsk =
                nodes.stream().filter(node -> !silent.containsKey(node)).toList();
        if (toAsk.isEmpty()) {
            return List.of();
        }
        ForkJoinPool pool = new ForkJoinPool(Math.min(AT_A_TIME, toAsk.size()));
        Map<HttpNode, CompletableFuture<Reply>> asked = new LinkedHashMap<>();
        toAsk.forEach(node -> asked.put(node, CompletableFuture.supplyAsync(() -> Reply.of(node), pool)));
        List<Reply> replies = new ArrayList<>();
        asked.forEach((node, reply) -> reply.handle((answer, failure) -> {
                    if (failure == null) {
                        replies.add(answer);
                    } else {
                        silent.put(node, reason(failure));
                    }
                    return node;
                })
                .join());
        pool.shutdown();
        return replies;
    }

    private static CommandFailedException reason(Throwable failure) {
        if (Failures.cause(failure) instanceof CommandFailedException expected) {
            return expected;
        }
        throw new IllegalStateException("a node could not be asked", failure);
    }

    /** Returns each node once: a node with two addresses may have responded twice. */
    private static Map<String, Reply> byName(List<Reply> replies) {
        Map<String, Reply> distinct = new LinkedHashMap<>();
        replies.forEach(reply ->
                distinct.putIfAbsent(reply.view().name() + ";" + reply.view().incarnation(), reply));
        Map<String, Reply> named = new TreeMap<>();
        for (Reply reply : distinct.values()) {
            String name = reply.view().name();
            boolean alone = distinct.values().stream()
                            .filter(other -> other.view().name().equals(name))
                            .count()
                    == 1;
            named.put(alone ? name : name + " at " + reply.node().address(), reply);
        }
        return named;
    }
}
