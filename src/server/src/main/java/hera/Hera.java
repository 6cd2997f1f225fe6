package hera;

import hera.command.ClientCommands;
import hera.command.Terminal;
import hera.command.failover.FailoverCommand;
import hera.command.failover.FailoverDemoCommand;
import hera.command.failover.FailoverStoreCommand;
import hera.command.secure.SecureCommand;
import hera.foundation.names.NearMiss;
import hera.registry.RegistryCommand;
import hera.sidecar.start.SidecarCommand;
import hera.spawn.SpawnCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The main class: the table of commands. A command returns its exit code: 0 for success, 1 for a failure, 2 for a
 * malformed command line or a node that does not answer. The registry returns 0 once the node runs; its threads keep
 * the process alive.
 */
public final class Hera {
    /** The JVM's replacement for bytes of an argument that it could not decode. */
    private static final char UNREADABLE = '\uFFFD';

    private static final String HELP = "help";

    private Hera() {}

    public static void main(String[] arguments) {
        try {
            int exitCode = run(arguments);
            if (exitCode != 0) {
                System.exit(exitCode);
            }
        } catch (VirtualMachineError | LinkageError e) {
            System.err.println("hera: " + outsideReason(e));
            Runtime.getRuntime().halt(CommandLine.ExitCode.SOFTWARE); // shutdown hooks cannot be trusted to run either
        }
    }

    /**
     * Runs the command that the arguments name and returns its exit code; refuses arguments that could not be decoded.
     */
    static int run(String... arguments) {
        String unreadable = unreadable(arguments);
        if (unreadable != null) {
            System.err.println("hera: " + unreadable);
            return CommandLine.ExitCode.USAGE;
        }
        return commandLineFor(arguments).execute(arguments);
    }

    /** Returns the names of all commands, in the order of {@code --help}. */
    private static List<String> names() {
        List<String> names = new ArrayList<>(List.of("registry", "sidecar", "spawn"));
        names.addAll(ClientCommands.names());
        names.addAll(List.of("secure", HELP, "failover", "failover-demo", "failover-store"));
        return names;
    }

    /**
     * Makes the command of that name. Only those that are needed are made, because reading a command's flags, and loading
     * the classes that it uses, are a large part of a start.
     */
    private static Object command(String name) {
        return switch (name) {
            case "registry" -> RegistryCommand.line();
            case "sidecar" -> SidecarCommand.line(SidecarNode::start, System.getenv());
            case "spawn" -> SpawnCommand.line();
            case "secure" -> SecureCommand.line();
            case HELP -> new CommandLine.HelpCommand();
            case "failover" -> new FailoverCommand();
            case "failover-demo" -> new FailoverDemoCommand();
            case "failover-store" -> new FailoverStoreCommand();
            default -> new ClientCommands(Terminal.surroundings(), Hera::commandLine).command(name);
        };
    }

    /** Returns the whole command line; {@code registry} runs when no command is named. */
    static CommandLine commandLine() {
        CommandLine all = RegistryCommand.line();
        names().forEach(name -> all.addSubcommand(name, command(name)));
        return settled(all);
    }

    /** Returns only the command that the arguments name, or the whole command line if that may not be enough. */
    static CommandLine commandLineFor(String... arguments) {
        List<String> names = names();
        String first = arguments.length == 0 ? "" : arguments[0];
        if (names.contains(first) && !first.equals(HELP)) {
            return settled(new CommandLine(CommandSpec.create()).addSubcommand(first, command(first)));
        }
        boolean flagsOnly = first.isEmpty() || first.startsWith("-");
        for (String argument : arguments) {
            flagsOnly = flagsOnly && !names.contains(argument) && !asksForHelp(argument);
        }
        return flagsOnly ? settled(RegistryCommand.line()) : commandLine();
    }

    private static boolean asksForHelp(String argument) {
        boolean isShort = argument.startsWith("-") && !argument.startsWith("--");
        return argument.equals("--help") || (isShort && argument.contains("h"));
    }

    private static CommandLine settled(CommandLine all) {
        return all.setCommandName("hera")
                .setExpandAtFiles(false)
                .setAllowSubcommandsAsOptionParameters(true) // a node may be named as a command is
                .setExecutionStrategy(Hera::run)
                .setParameterExceptionHandler(Hera::refuse)
                .setExecutionExceptionHandler(Hera::fail);
    }

    private static int refuse(ParameterException e, String[] arguments) {
        CommandLine command = e.getCommandLine();
        PrintWriter err = command.getErr();
        String hint = e instanceof UnmatchedArgumentException unmatched
                ? hint(unmatched.getUnmatched().get(0), command.getCommandSpec())
                : "";
        err.printf("hera: %s%s (see hera --help)%n", firstLine(String.valueOf(e.getMessage())), hint);
        return CommandLine.ExitCode.USAGE;
    }

    /** Returns a suggestion for an unknown flag or command; a flag's value after {@code =} is ignored. */
    private static String hint(String unknown, CommandSpec command) {
        List<String> known = unknown.startsWith("-")
                ? command.options().stream()
                        .flatMap(option -> Arrays.stream(option.names()))
                        .toList()
                : command.parent() == null
                        ? names()
                        : List.copyOf(command.subcommands().keySet());
        return NearMiss.hint(unknown.replaceFirst("=.*", ""), known);
    }

    private static int run(CommandLine.ParseResult result) {
        Integer helped = CommandLine.executeHelpRequest(result);
        if (helped != null) {
            return helped;
        }
        for (CommandLine.ParseResult outer = result; outer.hasSubcommand(); outer = outer.subcommand()) {
            refuseFlags(outer);
        }
        return new CommandLine.RunLast().execute(result);
    }

    /** Refuses flags before a command: they belong to the registry and would be ignored silently. */
    private static void refuseFlags(CommandLine.ParseResult before) {
        before.matchedOptions().stream().findFirst().ifPresent(option -> {
            throw new ParameterException(
                    before.commandSpec().commandLine(),
                    "%s means nothing before %s: flags stand behind the command that they are for"
                            .formatted(
                                    option.longestName(),
                                    before.subcommand().commandSpec().name()));
        });
    }

    /**
     * Returns an error message about the first argument that the JVM could not decode, or null. The name is never
     * guessed.
     */
    static @Nullable String unreadable(String... arguments) {
        for (String argument : arguments) {
            if (argument.indexOf(UNREADABLE) >= 0
                    || !StandardCharsets.UTF_8.newEncoder().canEncode(argument)) {
                return "the argument '%s' cannot be read in this locale; set LC_ALL=C.UTF-8 or another one with UTF-8"
                        .formatted(argument.codePoints()
                                .mapToObj(c -> c >= ' ' && c < 0x7F ? Character.toString(c) : "?")
                                .collect(Collectors.joining()));
            }
        }
        return null;
    }

    /**
     * Prints one line for a failure of the system, such as a missing file, and the stack trace for a bug of the
     * program.
     */
    private static int fail(Exception e, CommandLine command, CommandLine.ParseResult result) {
        String outside = outsideReason(e);
        if (outside == null) {
            e.printStackTrace(command.getErr());
        } else {
            command.getErr().println("hera: " + outside);
        }
        return CommandLine.ExitCode.SOFTWARE;
    }

    /** Returns the deepest cause that is no bug of the program, in words; null if there is none. */
    static @Nullable String outsideReason(Throwable failure) {
        String reason = null;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message =
                    firstLine(cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage());
            if (cause instanceof OutOfMemoryError) {
                reason = "out of memory: " + message;
            } else if (cause
                    instanceof UnsatisfiedLinkError) { // a native library needs a file descriptor and disk space
                reason = "the system refuses: " + message;
            } else if (cause instanceof LinkageError) {
                reason = "the program's files cannot be read: " + message;
            } else if (cause instanceof IOException || cause instanceof VirtualMachineError) {
                reason = "the system refuses: " + message;
            }
        }
        return reason;
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("unusable command line");
    }
}
