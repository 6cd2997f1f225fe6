package hera.command.secure;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code hera secure}, which is nothing without one of its own commands. */
@Command(
        name = "secure",
        description =
                "Makes and changes the keys, certificates and tokens that close a cluster. Prints none of them: each"
                        + " command says in which file they stand.",
        sortOptions = false,
        usageHelpAutoWidth = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:refused, and nothing is changed; the reason is on standard error",
            "2:the command line makes no sense"
        })
public final class SecureCommand {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "show this")
    @SuppressWarnings("UnusedVariable") // picocli sets it, and looks at it
    private boolean help;

    private SecureCommand() {}

    /** Returns the command line, with the environment of this process. */
    public static CommandLine line() {
        return line(SecureEnvironment.ofProcess());
    }

    static CommandLine line(SecureEnvironment environment) {
        return new CommandLine(new SecureCommand())
                .addSubcommand(new SecureInit(environment))
                .addSubcommand(new SecureNode(environment))
                .addSubcommand(new SecureToken(environment))
                .addSubcommand(new SecureRotate(environment))
                .addSubcommand(new SecureRevoke(environment))
                .addSubcommand(new SecureList(environment));
    }
}
