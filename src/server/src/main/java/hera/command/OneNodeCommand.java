package hera.command;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The base of the commands that ask one node. */
abstract class OneNodeCommand extends ClientCommand {
    @Option(
            names = "--node",
            paramLabel = "HOST:PORT",
            description = "the node to ask (the variable HERA_NODE, else localhost:3222)")
    private @Nullable String node;

    OneNodeCommand(CommandIo surroundings) {
        super(surroundings);
    }

    final HttpNode node() {
        return nodes(node == null ? null : List.of(node)).get(0);
    }
}
