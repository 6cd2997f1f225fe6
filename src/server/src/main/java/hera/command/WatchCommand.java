package hera.command;

import hera.foundation.json.JsonMembers;
import hera.foundation.json.JsonText;
import hera.foundation.json.MalformedInputException;
import hera.foundation.time.Backoff;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command that prints the changes of a service until its output is closed. */
@Command(
        name = "watch",
        description = "Follows a service: prints a line for all there is, then one for each instance put or removed."
                + " A lost connection is made again, and goes on where it was lost where the node can.")
final class WatchCommand extends OneNodeCommand {
    private static final Backoff PAUSES = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(15));

    private final EventParser parser = new EventParser();
    private int failures;

    @Option(
            names = "--where",
            paramLabel = "FIELD:VALUE",
            description = "only instances with that value; may be repeated, all must hold")
    private List<String> where = List.of();

    @Parameters(index = "0", paramLabel = "SERVICE")
    private String service = "";

    WatchCommand(CommandIo surroundings) {
        super(surroundings);
    }

    @Override
    int run() {
        HttpNode node = node();
        String conditions = GetCommand.conditions(where);
        String path = "/" + segment(service) + (conditions.isEmpty() ? "" : "?" + conditions.substring(1));
        boolean connectedOnce = false;
        while (!surroundings().out().checkError()) {
            try {
                HttpURLConnection connection = node.stream(path, headers());
                if (connection.getResponseCode() == 200) {
                    connectedOnce = true;
                    follow(node, connection);
                    lost(node, "it ended the stream");
                } else if (connectedOnce && connection.getResponseCode() >= 500) {
                    lost(node, "status " + connection.getResponseCode());
                } else {
                    throw CommandFailedException.refused(node.rest(connection).complaint());
                }
            } catch (IOException e) {
                if (!connectedOnce) {
                    throw node.silent(e);
                }
                lost(node, node.reason(e));
            }
        }
        return ExitCodes.DONE;
    }

    private Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Accept", "text/event-stream");
        headers.put("Cache-Control", "no-cache");
        String lastId = parser.lastId();
        if (lastId != null) {
            headers.put("Last-Event-ID", lastId);
        }
        return headers;
    }

    private void follow(HttpNode node, HttpURLConnection connection) throws IOException {
        parser.begin();
        try (HttpNode.BoundedInput input = node.bounded(connection.getInputStream());
                BufferedReader lines = new BufferedReader(new InputStreamReader(input, StandardCharsets.UTF_8))) {
            String line = lines.readLine();
            // A closed output is detected at the node's next comment, even if nothing changes.
            while (line != null && !surroundings().out().checkError()) {
                failures = 0;
                if (line.isEmpty()) {
                    input.restart();
                }
                EventParser.Event event = parser.line(line);
                if (event != null) {
                    print((json() ? asJson(event) : asText(event)) + "\n");
                    surroundings().out().flush();
                }
                line = lines.readLine();
            }
        } finally {
            connection.disconnect();
        }
    }

    private void lost(HttpNode node, String reason) {
        if (surroundings().out().checkError()) {
            return;
        }
        failures++;
        Duration pause = PAUSES.after(failures);
        complain("connection to " + node.address() + " lost: " + reason + "; trying again in "
                + HumanDuration.of(pause.toMillis()));
        surroundings().pause().accept(pause);
    }

    private String asJson(EventParser.Event event) {
        String type = new String(JsonText.quote(event.type()), StandardCharsets.UTF_8);
        String line = "{\"event\":" + type + ",\"data\":" + event.data().replace('\n', ' ') + "}";
        return surroundings().terminal() ? TerminalText.line(line) : line;
    }

    private String asText(EventParser.Event event) {
        try {
            Map<String, String> data = JsonMembers.of(event.data());
            return switch (event.type()) {
                case "snapshot" -> line(colours().bold("snapshot"), size(data), event.data());
                case "put" -> line(colours().good("put     "), id(data), data.get("instance"));
                case "remove" -> line(colours().bad("remove  "), id(data), data.get("instance"));
                default -> line(TerminalText.line(event.type()), "", event.data());
            };
        } catch (MalformedInputException e) {
            throw CommandFailedException.refused("what the node streams is not Hera's: " + e.getMessage());
        }
    }

    private static String line(String head, String subject, @Nullable String json) {
        return head + "  " + TerminalText.line(subject) + "  " + TerminalText.line(json == null ? "" : json);
    }

    private static String size(Map<String, String> instances) {
        return instances.size() + (instances.size() == 1 ? " instance" : " instances");
    }

    private static String id(Map<String, String> data) {
        return JsonMembers.text(data.getOrDefault("id", ""));
    }
}
