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
 * The main class: the table of commands. A command returns its exit code: 0 for done, 1 for failed, 2 for a malformed
 * command line or a node that does not answer. The registry returns 0 once the node runs; the process then lives as long as
 * the node.
 */
public final class Hera {
    private Hera() {}

    public static void main(String[] arguments) {
        int exitCode = commandLineFor(arguments).execute(arguments);
        if (exitCode != 0) {
            System.exit(exitCode);
        }
    }

    /** Returns all commands; {@code registry} runs when none is named. */
    static CommandLine commandLine() {
        CommandLine all = RegistryCommand.line().addSubcommand("registry", RegistryCommand.line());
        ClientCommands commands = clientCommands();
        ClientCommands.names().forEach(name -> all.addSubcommand(name, commands.command(name)));
        return settled(all.setCommandName("hera"));
    }

    /** Returns only the part of the command line that the arguments need, so that a client's command loads no server. */
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

    /** Prints the trace of a fault of the program itself. */
    private static int fail(Exception e, CommandLine command, CommandLine.ParseResult result) {
        e.printStackTrace(command.getErr());
        return CommandLine.ExitCode.SOFTWARE;
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("unusable command line");
    }
}
