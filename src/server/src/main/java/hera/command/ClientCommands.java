package hera.command;

import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine;

/**
 * A factory of this package's commands. Each is made only when it is needed, because reading the flags of all takes
 * time.
 */
public final class ClientCommands {
    private static final List<String> NAMES =
            List.of("services", "get", "watch", "put", "delete", "nodes", "diff", "ring", "completion");

    private final CommandIo surroundings;
    private final Supplier<CommandLine> everything;

    /** @param everything makes the whole command line, for the completion script */
    public ClientCommands(CommandIo surroundings, Supplier<CommandLine> everything) {
        this.surroundings = surroundings;
        this.everything = everything;
    }

    public static List<String> names() {
        return NAMES;
    }

    /**
     * Returns the command of that name.
     *
     * @param name one of {@link #names}
     */
    public Object command(String name) {
        return switch (name) {
            case "services" -> new ServicesCommand(surroundings);
            case "get" -> new GetCommand(surroundings);
            case "watch" -> new WatchCommand(surroundings);
            case "put" -> new PutCommand(surroundings);
            case "delete" -> new DeleteCommand(surroundings);
            case "nodes" -> new NodesCommand(surroundings);
            case "diff" -> new DiffCommand(surroundings);
            case "ring" -> new RingCommand(surroundings);
            case "completion" -> new CompletionCommand(surroundings, everything);
            default -> throw new IllegalArgumentException("no command: " + name);
        };
    }
}
