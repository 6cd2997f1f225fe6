package hera.command;

import java.util.Map;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Command;

/** The command that shows a node's view of the cluster. */
@Command(name = "nodes", description = "Shows the node that is asked, and how the others look from there.")
final class NodesCommand extends OneNodeCommand {
    NodesCommand(CommandIo surroundings) {
        super(surroundings);
    }

    @Override
    int run() {
        NodeResponse answer = node().get("/_cluster").orRefused();
        if (json()) {
            printAsItCame(answer);
            return ExitCodes.DONE;
        }
        ClusterDocument view = ClusterDocument.of(answer);
        Table table = new Table(
                "NAME", "ADDRESS", "STATE", ">CONTACT", ">LAG", ">SKEW", ">BACK-OFF", ">ENTRIES", "LAST FAILURE");
        boolean ready = !ClusterDocument.text(view.node(), "ready").equals("false");
        table.row(
                ready ? colours()::good : colours()::bad,
                view.name(),
                ClusterDocument.text(view.node(), "address"),
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

    private void row(Table table, ClusterDocument view, String name, Map<String, String> peer) {
        String state = ClusterDocument.text(peer, "state");
        table.row(
                colour(state),
                name,
                addresses(peer),
                state,
                HumanDuration.of(peer.get("last_contact_ms")),
                HumanDuration.of(peer.get("lag_ms")),
                HumanDuration.of(peer.get("clock_skew_ms")),
                HumanDuration.of(peer.get("back_off_ms")),
                entries(view, name),
                failure(view, name, peer));
    }

    /** Returns the address of a peer, and its configured address if that differs. */
    private static String addresses(Map<String, String> peer) {
        String address = ClusterDocument.text(peer, "address");
        String configured = ClusterDocument.text(peer, "configured_address");
        return configured.isEmpty() ? address : address + ", not " + configured;
    }

    /** Adds the row of a node that is no peer of the asked node. */
    private void rowOfOther(Table table, ClusterDocument view, String name, Map<String, String> node) {
        String state = ClusterDocument.text(node, "state");
        table.row(
                colour(state),
                name,
                ClusterDocument.address(node),
                state,
                "",
                "",
                "",
                "",
                entries(view, name),
                missing(node));
    }

    private static String failure(ClusterDocument view, String name, Map<String, String> peer) {
        String missing = missing(view.nodes().getOrDefault(name, Map.of()));
        String failure = ClusterDocument.text(peer, "last_failure");
        return missing.isEmpty() || failure.isEmpty() ? missing + failure : missing + "; " + failure;
    }

    private static String missing(Map<String, String> node) {
        return ClusterDocument.text(node, "state").equals("gone")
                ? "gone since " + ClusterDocument.text(node, "since")
                : "";
    }

    private UnaryOperator<String> colour(String state) {
        return switch (state) {
            case "alive", "up", "ok" -> UnaryOperator.identity();
            default -> colours()::bad;
        };
    }

    private static String entries(ClusterDocument view, String origin) {
        ClusterDocument.OriginSummary holding = view.origins().get(origin);
        return holding == null ? "0" : Long.toString(holding.entries());
    }
}
