package hera;

import hera.command.ClientCommands;
import hera.command.Terminal;
import hera.registry.RegistryCommand;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The main class. A command answers with its exit code: 0 for done, 1 for failed, 2 for a command line that makes no
 * sense or a node that does not answer. The registry answers 0 when the node runs; the process then lives as long as the
 * node.
 */
public final class Hera {
    private Hera() {}

    public static void main(String[] arguments) {
        int exitCode = commandLineFor(arguments).execute(arguments);
        if (exitCode != 0) {
            System.exit(exitCode);
        }
    }

    /** All commands; {@code registry} is what runs when none is named. */
    static CommandLine commandLine() {
        CommandLine all = new CommandLine(new RegistryCommand()).addSubcommand("registry", new RegistryCommand());
        ClientCommands commands = clientCommands();
        ClientCommands.names().forEach(name -> all.addSubcommand(name, commands.command(name)));
        return settled(all.setCommandName("hera"));
    }

    /** As much of the command line as those arguments need: a command that only asks a node starts with nothing else. */
    static CommandLine commandLineFor(String... arguments) {
        if (arguments.length == 0 || !ClientCommands.names().contains(arguments[0])) {
            return commandLine();
        }
        CommandSpec hera = CommandSpec.create().name("hera");
        return settled(new CommandLine(hera)
                .addSubcommand(arguments[0], clientCommands().command(arguments[0])));
    }

    private static ClientCommands clientCommands() {
        return new ClientCommands(Terminal.surroundings(), Hera::commandLine);
    }

    private static CommandLine settled(CommandLine all) {
        return all.setExpandAtFiles(false)
                .setParameterExceptionHandler(Hera::refuse)
                .setExecutionExceptionHandler(Hera::fail);
    }

    private static int refuse(ParameterException e, String[] arguments) {
        CommandLine command = e.getCommandLine();
        PrintWriter err = command.getErr();
        String hint = e instanceof UnmatchedArgumentException unmatched
                        && !unmatched.getSuggestions().isEmpty()
                ? ", did you mean " + unmatched.getSuggestions().get(0) + "?"
                : "";
        err.printf("hera: %s%s (see hera --help)%n", firstLine(String.valueOf(e.getMessage())), hint);
        return CommandLine.ExitCode.USAGE;
    }

    /** Only for faults of the program itself: a trace is what its authors need then. */
    private static int fail(Exception e, CommandLine command, CommandLine.ParseResult result) {
        e.printStackTrace(command.getErr());
        return CommandLine.ExitCode.SOFTWARE;
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("unusable command line");
    }
}
