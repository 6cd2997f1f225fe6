package hera.command;

import hera.foundation.http.HostPort;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ForkJoinPool;

/**
 * Some nodes and all others that they know, asked for {@code /_cluster} at the same time.
 *
 * @param answers by the name of the node; a name that two nodes have stands with their addresses
 * @param failures of those that did not answer, or not with what was asked for
 */
record ClusterSnapshot(Map<String, Reply> answers, List<CommandFailedException> failures) {
    private static final int AT_A_TIME = 16;

    /** What one node says, as it came and as it is understood. */
    record Reply(HttpNode node, NodeResponse answer, ClusterDocument view) {
        static Reply of(HttpNode node) {
            NodeResponse answer = node.get("/_cluster").orRefused();
            return new Reply(node, answer, ClusterDocument.of(answer));
        }
    }

    static ClusterSnapshot of(List<HttpNode> named) {
        List<CommandFailedException> failures = new ArrayList<>();
        List<Reply> replies = new ArrayList<>(ask(new LinkedHashSet<>(named), failures));
        Set<HttpNode> peers = new LinkedHashSet<>();
        replies.forEach(reply -> peers.addAll(others(reply, failures)));
        named.forEach(peers::remove);
        replies.addAll(ask(peers, failures));
        return new ClusterSnapshot(byName(replies), failures);
    }

    ReplicaDiff compare() {
        Map<String, ClusterDocument> views = new TreeMap<>();
        answers.forEach((name, reply) -> views.put(name, reply.view()));
        return ReplicaDiff.of(views);
    }

    /** Its peers, and the nodes that it hears of by way of them. */
    private static List<HttpNode> others(Reply reply, List<CommandFailedException> failures) {
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
                others.add(new HttpNode(HostPort.parse(address)));
            } catch (IllegalArgumentException e) {
                failures.add(CommandFailedException.notAsked(
                        "%s does not know where %s is: address '%s'".formatted(view.name(), name, address)));
            }
        });
        return others;
    }

    private static List<Reply> ask(Collection<HttpNode> nodes, List<CommandFailedException> failures) {
        ForkJoinPool pool = new ForkJoinPool(AT_A_TIME);
        List<CompletableFuture<Reply>> asked = nodes.stream()
                .map(node -> CompletableFuture.supplyAsync(() -> Reply.of(node), pool))
                .toList();
        List<Reply> replies = new ArrayList<>();
        for (CompletableFuture<Reply> reply : asked) {
            try {
                replies.add(reply.join());
            } catch (CompletionException e) {
                if (!(e.getCause() instanceof CommandFailedException failure)) {
                    throw e;
                }
                failures.add(failure);
            }
        }
        pool.shutdown();
        return replies;
    }

    /** A node that has two addresses may have answered twice. */
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
