package hera.command;

import static hera.command.ClusterDocument.text;

import hera.foundation.http.PercentCodec;
import hera.foundation.json.JsonMembers;
import hera.foundation.json.MalformedInputException;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The command that shows the ring as a sidecar sees it, or the owner of a key. */
@Command(name = "ring", description = "Shows the ring of a sidecar, asked at its debug address, or who owns a key.")
final class RingCommand extends OneNodeCommand {
    private static final int PERCENT = 100;

    @Parameters(arity = "0..1", paramLabel = "KEY", description = "the key whose owners are shown, best first")
    private @Nullable String key;

    RingCommand(CommandIo surroundings) {
        super(surroundings);
    }

    @Override
    int run() {
        String wanted = key;
        NodeResponse answer = node().get(wanted == null ? "/_ring" : "/_ring?key=" + PercentCodec.encode(wanted))
                .orRefused();
        if (json()) {
            printAsItCame(answer);
        } else if (wanted == null) {
            printRing(answer);
        } else {
            printOwners(answer);
        }
        return ExitCodes.DONE;
    }

    private void printRing(NodeResponse answer) {
        Map<String, String> ring = answer.members();
        print("Ring %s, checksum %s, policy %s\n"
                .formatted(
                        TerminalText.line(text(ring, "ring")),
                        TerminalText.line(text(ring, "checksum")),
                        TerminalText.line(text(ring, "policy"))));
        Table table = new Table("MEMBER", "ADDRESS", "STATE", "ON RING", ">SHARE", ">OPEN");
        answer.members(ring.getOrDefault("members", "{}")).forEach((name, spelling) -> {
            Map<String, String> member = answer.members(spelling);
            table.row(
                    colour(text(member, "state")),
                    name,
                    text(member, "address"),
                    text(member, "state"),
                    text(member, "on_ring").equals("true") ? "yes" : "no",
                    percent(text(member, "share")),
                    text(member, "inflight"));
        });
        print(table);
        if (!text(ring, "conflict").isEmpty()) {
            complain(text(ring, "conflict"));
        }
    }

    private void printOwners(NodeResponse answer) {
        Table table = new Table(">", "MEMBER", "ADDRESS", "STATE", "SCORE");
        int place = 0;
        for (String spelling : items(answer)) {
            Map<String, String> member = answer.members(spelling);
            place++;
            table.row(
                    colour(text(member, "state")),
                    Integer.toString(place),
                    text(member, "member"),
                    text(member, "address"),
                    text(member, "state"),
                    text(member, "score"));
        }
        print(table);
    }

    private static List<String> items(NodeResponse answer) {
        try {
            return JsonMembers.items(answer.members().getOrDefault("order", "[]"));
        } catch (MalformedInputException e) {
            throw CommandFailedException.refused("what " + answer.node() + " answers is no ring: " + e.getMessage());
        }
    }

    private UnaryOperator<String> colour(String state) {
        return state.equals("alive") ? UnaryOperator.identity() : colours()::bad;
    }

    private static String percent(String share) {
        return share.matches("[01]\\.[0-9]{1,9}") ? "%.1f %%".formatted(PERCENT * Double.parseDouble(share)) : share;
    }
}
