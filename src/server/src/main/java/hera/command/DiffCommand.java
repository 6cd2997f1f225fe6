package hera.command;

import hera.foundation.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command that compares the replicas of all nodes. */
@Command(
        name = "diff",
        description = "Says whether nodes and all their peers hold the same, and which origins differ between which"
                + " nodes. A write on its way is no difference: what differs is asked for again twice.",
        exitCodeList = {
            "0:all nodes hold the same",
            "1:they do not",
            "2:a node does not answer as it should, or the command line makes no sense"
        })
final class DiffCommand extends ClientCommand {
    private static final int ROUNDS = 3;
    private static final Duration BETWEEN_ROUNDS = Duration.ofMillis(300);

    @Option(
            names = "--node",
            paramLabel = "HOST:PORT",
            description =
                    "a node to ask, with its peers; may be repeated (the variable HERA_NODE, else" + " localhost:3222)")
    private List<String> named = List.of();

    DiffCommand(CommandIo surroundings) {
        super(surroundings);
    }

    @Override
    int run() {
        List<HttpNode> nodes = nodes(named);
        ClusterSnapshot survey = ClusterSnapshot.of(nodes);
        ReplicaDiff comparison = survey.compare();
        for (int round = 1; round < ROUNDS && !comparison.isEqual(); round++) {
            surroundings().pause().accept(BETWEEN_ROUNDS);
            survey = survey.again(nodes);
            comparison = survey.compare();
        }
        if (json()) {
            print(asJson(survey, comparison) + "\n");
        } else {
            show(survey, comparison);
        }
        survey.failures().forEach(this::complain);
        if (!survey.failures().isEmpty()) {
            return ExitCodes.NOT_ASKED;
        }
        return comparison.isEqual() ? ExitCodes.DONE : ExitCodes.REFUSED;
    }

    private void show(ClusterSnapshot survey, ReplicaDiff comparison) {
        int count = survey.answers().size();
        if (count == 0) {
            return;
        }
        String names = TerminalText.line(String.join(", ", survey.answers().keySet()));
        if (comparison.isEqual()) {
            String verdict = count == 1 ? "1 node answers, alone: " : count + " nodes hold the same: ";
            print(colours().good(verdict + names) + "\n");
            return;
        }
        TreeSet<String> origins = comparison.differences().stream()
                .map(ReplicaDiff.Difference::origin)
                .collect(Collectors.toCollection(TreeSet::new));
        String what = origins.size() == 1 ? "1 origin differs" : origins.size() + " origins differ";
        print(colours().bad(what + " between " + count + " nodes: " + names) + "\n\n");
        Table table = new Table("ORIGIN", "NODE", ">LAST TIMESTAMP", ">ENTRIES", "DIGEST", "DIFFERENCE");
        for (ReplicaDiff.Difference difference : comparison.differences()) {
            ClusterDocument.OriginSummary holding = difference.holding();
            table.row(
                    difference.origin(),
                    difference.node(),
                    Long.toString(holding.lastTimestamp()),
                    Long.toString(holding.entries()),
                    holding.digest(),
                    difference.text());
        }
        print(table);
    }

    /** Returns {@code {"equal", "nodes": {name: its response}, "differences": [...], "failures": [...]}}. */
    private String asJson(ClusterSnapshot survey, ReplicaDiff comparison) {
        String nodes = survey.answers().entrySet().stream()
                .map(entry ->
                        quote(entry.getKey()) + ":" + entry.getValue().answer().text())
                .collect(Collectors.joining(",", "{", "}"));
        String differences = comparison.differences().stream()
                .map(difference -> object(Map.of(
                        "origin", difference.origin(), "node", difference.node(), "difference", difference.text())))
                .collect(Collectors.joining(",", "[", "]"));
        String failures = survey.failures().stream()
                .map(failure -> quote(failure.message()))
                .collect(Collectors.joining(",", "[", "]"));
        String json = "{\"equal\":%b,\"nodes\":%s,\"differences\":%s,\"failures\":%s}"
                .formatted(comparison.isEqual() && survey.failures().isEmpty(), nodes, differences, failures);
        return surroundings().terminal() ? TerminalText.line(json) : json;
    }

    private static String object(Map<String, String> members) {
        return new TreeMap<>(members)
                .entrySet().stream()
                        .map(member -> quote(member.getKey()) + ":" + quote(member.getValue()))
                        .collect(Collectors.joining(",", "{", "}"));
    }

    private static String quote(String text) {
        return new String(JsonText.quote(text), StandardCharsets.UTF_8);
    }
}
