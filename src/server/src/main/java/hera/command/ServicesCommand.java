package hera.command;

import java.util.TreeMap;
import picocli.CommandLine.Command;

/** The command that lists all services and their numbers of instances. */
@Command(name = "services", description = "Lists the services, and how many live instances each has.")
final class ServicesCommand extends OneNodeCommand {
    ServicesCommand(CommandIo surroundings) {
        super(surroundings);
    }

    @Override
    int run() {
        NodeResponse answer = node().get("/").orRefused();
        if (json()) {
            printAsItCame(answer);
        } else {
            Table table = new Table("SERVICE", ">INSTANCES");
            new TreeMap<>(answer.members()).forEach(table::row);
            print(table);
        }
        return ExitCodes.DONE;
    }
}
