package hera.command;

import hera.foundation.http.PercentCodec;
import hera.foundation.json.JsonMembers;
import hera.foundation.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command that shows the instances of a service, or one of them. */
@Command(
        name = "get",
        description = "Shows the instances of a service, or one of them. A service that nobody has registered is an"
                + " empty table; an instance that does not live is exit code 1.")
final class GetCommand extends OneNodeCommand {
    @Option(
            names = "--where",
            paramLabel = "FIELD:VALUE",
            description = "only instances with that value; may be repeated, all must hold")
    private List<String> where = List.of();

    @Parameters(index = "0", paramLabel = "SERVICE")
    private String service = "";

    @Parameters(index = "1", paramLabel = "ID", arity = "0..1")
    private @Nullable String id;

    GetCommand(CommandIo surroundings) {
        super(surroundings);
    }

    @Override
    int run() {
        if (id != null && !where.isEmpty()) {
            throw CommandFailedException.notAsked("--where chooses among instances; here one is named already");
        }
        String path = "/" + segment(service) + (id == null ? "" : "/" + segment(id));
        String query = (json() ? "" : "&meta") + conditions(where);
        NodeResponse answer = node().get(query.isEmpty() ? path : path + "?" + query.substring(1))
                .orRefused();
        if (json()) {
            printAsItCame(answer);
        } else if (id == null) {
            printAll(answer);
        } else {
            printOne(id, answer);
        }
        return ExitCodes.DONE;
    }

    /** Returns the conditions as parameters of a query, each with {@code &} before it. */
    static String conditions(List<String> where) {
        return where.stream()
                .map(condition -> "&where=" + PercentCodec.encode(condition))
                .collect(Collectors.joining());
    }

    private void printAll(NodeResponse answer) {
        Table table = new Table("ID", ">AGE", ">LEFT", "ORIGIN", "INSTANCE");
        new TreeMap<>(answer.members()).forEach((key, value) -> {
            Map<String, String> meta = answer.members(value);
            table.row(key, age(meta), left(meta), origin(meta), instance(meta));
        });
        print(table);
    }

    private void printOne(String name, NodeResponse answer) {
        Map<String, String> meta = answer.members();
        print(new Table("ID", ">AGE", ">LEFT", "ORIGIN").row(name, age(meta), left(meta), origin(meta)));
        byte[] pretty = JsonText.pretty(instance(meta).getBytes(StandardCharsets.UTF_8));
        print(TerminalText.lines("\n" + new String(pretty, StandardCharsets.UTF_8)));
    }

    private static String age(Map<String, String> meta) {
        return HumanDuration.of(meta.get("age_ms"));
    }

    private static String left(Map<String, String> meta) {
        return HumanDuration.of(meta.get("expires_in_ms"));
    }

    private static String origin(Map<String, String> meta) {
        return JsonMembers.text(meta.getOrDefault("origin", ""));
    }

    private static String instance(Map<String, String> meta) {
        return meta.getOrDefault("instance", "{}");
    }
}
