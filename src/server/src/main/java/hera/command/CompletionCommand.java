package hera.command;

import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command that prints a script by which a shell completes commands and flags. */
@Command(
        name = "completion",
        description = "Prints a completion script for bash and zsh: source <(hera completion)",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "2:the command line makes no sense"},
        usageHelpAutoWidth = true)
final class CompletionCommand implements Callable<Integer> {
    private final CommandIo surroundings;
    private final Supplier<CommandLine> everything;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "show this")
    @SuppressWarnings("UnusedVariable") // picocli sets it, and looks at it
    private boolean help;

    CompletionCommand(CommandIo surroundings, Supplier<CommandLine> everything) {
        this.surroundings = surroundings;
        this.everything = everything;
    }

    @Override
    public Integer call() {
        surroundings.out().print(AutoComplete.bash("hera", everything.get()));
        surroundings.out().flush();
        return ExitCodes.DONE;
    }
}
