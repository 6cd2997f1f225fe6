package hera.command;

import java.util.Map;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Command;

/** A node's view of the cluster. */
@Command(name = "nodes", description = "Shows the node that is asked, and how the others look from there.")
final class NodesCommand extends OneNodeCommand {
    NodesCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    int run() {
        Answer answer = node().get("/_cluster").orRefused();
        if (json()) {
            printAsItCame(answer);
            return ExitCodes.DONE;
        }
        ClusterView view = ClusterView.of(answer);
        Table table = new Table(
                "NAME", "ADDRESS", "STATE", ">CONTACT", ">LAG", ">SKEW", ">BACK-OFF", ">ENTRIES", "LAST FAILURE");
        boolean ready = !ClusterView.text(view.node(), "ready").equals("false");
        table.row(
                ready ? colours()::good : colours()::bad,
                view.name(),
                ClusterView.text(view.node(), "address"),
                ready ? "this node" : "this node, not ready",
                "",
                "",
                "",
                "",
                entries(view, view.name()),
                "");
        view.peers().forEach((name, peer) -> row(table, view, name, peer));
        view.nodes().forEach((name, node) -> {
            if (!name.equals(view.name()) && !view.peers().containsKey(name)) {
                rowOfOther(table, view, name, node);
            }
        });
        print(table);
        return ExitCodes.DONE;
    }

    private void row(Table table, ClusterView view, String name, Map<String, String> peer) {
        String state = ClusterView.text(peer, "state");
        table.row(
                colour(state),
                name,
                ClusterView.text(peer, "address"),
                state,
                Spans.of(peer.get("last_contact_ms")),
                Spans.of(peer.get("lag_ms")),
                Spans.of(peer.get("clock_skew_ms")),
                Spans.of(peer.get("back_off_ms")),
                entries(view, name),
                failure(view, name, peer));
    }

    /** A node that is no peer of the one that is asked. */
    private void rowOfOther(Table table, ClusterView view, String name, Map<String, String> node) {
        String state = ClusterView.text(node, "state");
        table.row(
                colour(state),
                name,
                ClusterView.address(node),
                state,
                "",
                "",
                "",
                "",
                entries(view, name),
                missing(node));
    }

    private static String failure(ClusterView view, String name, Map<String, String> peer) {
        String missing = missing(view.nodes().getOrDefault(name, Map.of()));
        String failure = ClusterView.text(peer, "last_failure");
        return missing.isEmpty() || failure.isEmpty() ? missing + failure : missing + "; " + failure;
    }

    private static String missing(Map<String, String> node) {
        return ClusterView.text(node, "state").equals("gone") ? "gone since " + ClusterView.text(node, "since") : "";
    }

    private UnaryOperator<String> colour(String state) {
        return switch (state) {
            case "alive", "up", "ok" -> UnaryOperator.identity();
            default -> colours()::bad;
        };
    }

    private static String entries(ClusterView view, String origin) {
        ClusterView.Holding holding = view.origins().get(origin);
        return holding == null ? "0" : Long.toString(holding.entries());
    }
}
