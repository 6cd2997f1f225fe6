package hera.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The command that removes one instance. */
@Command(
        name = "delete",
        description = "Removes an instance; one that does not live is exit code 1. A later heartbeat brings it back."
                + " Prints nothing when that is done.")
final class DeleteCommand extends OneNodeCommand {
    @Parameters(index = "0", paramLabel = "SERVICE")
    private String service = "";

    @Parameters(index = "1", paramLabel = "ID")
    private String id = "";

    DeleteCommand(CommandIo surroundings) {
        super(surroundings);
    }

    @Override
    int run() {
        NodeResponse answer =
                node().delete("/" + segment(service) + "/" + segment(id)).orRefused();
        if (json()) {
            surroundings().out().writeBytes(answer.body());
        }
        return ExitCodes.DONE;
    }
}
