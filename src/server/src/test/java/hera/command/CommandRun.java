package hera.command;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/** Runs commands in this process, and keeps what they print. No pause takes time. */
final class CommandRun {
    private final Map<String, String> variables = new HashMap<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final List<Duration> pauses = new ArrayList<>();
    private String input = "";
    private boolean terminal;

    CommandRun onTerminal() {
        terminal = true;
        return this;
    }

    CommandRun variable(String name, String value) {
        variables.put(name, value);
        return this;
    }

    CommandRun input(String text) {
        input = text;
        return this;
    }

    /** Answers the exit code. */
    int run(String command, String... arguments) {
        CommandIo surroundings = new CommandIo(
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, false, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                terminal,
                variables::get,
                pauses::add,
                Instant::now);
        ClientCommands commands =
                new ClientCommands(surroundings, () -> new CommandLine(new ServicesCommand(surroundings)));
        return new CommandLine(commands.command(command)).execute(arguments);
    }

    String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    List<Duration> pauses() {
        return pauses;
    }
}
