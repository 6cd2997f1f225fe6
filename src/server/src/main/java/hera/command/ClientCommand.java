package hera.command;

import hera.foundation.http.PercentCodec;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The base of all commands that talk to nodes: {@code --json}, {@code --help}, exit codes and error messages. */
@Command(
        mixinStandardHelpOptions = false,
        sortOptions = false,
        usageHelpAutoWidth = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:the node answered no; its reason is on standard error",
            "2:nothing was asked: no node answers, or the command line makes no sense"
        })
abstract class ClientCommand implements Callable<Integer> {
    private static final String USUAL_NODE = "localhost";

    private final CommandIo surroundings;

    @Option(names = "--json", description = "print what the node answers, as it came")
    private boolean json;

    @Mixin
    private final CredentialFlags credentials = new CredentialFlags();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "show this")
    @SuppressWarnings("UnusedVariable") // picocli sets it, and looks at it
    private boolean help;

    ClientCommand(CommandIo surroundings) {
        this.surroundings = surroundings;
    }

    /** Runs the command and returns its exit code. */
    abstract int run();

    @Override
    public final Integer call() {
        try {
            return run();
        } catch (CommandFailedException e) {
            complain(e);
            return e.exitCode();
        } finally {
            surroundings.out().flush();
        }
    }

    final CommandIo surroundings() {
        return surroundings;
    }

    final Colours colours() {
        return surroundings.colours();
    }

    final boolean json() {
        return json;
    }

    final void print(Table table) {
        print(table.toText(colours()));
    }

    /** @param text escaped already */
    final void print(String text) {
        surroundings.out().print(text);
    }

    /** Prints a response: unchanged to a pipe or file, with control characters escaped to a terminal. */
    final void printAsItCame(NodeResponse answer) {
        if (surroundings.terminal()) {
            print(TerminalText.lines(answer.text()) + "\n");
        } else {
            surroundings.out().writeBytes(answer.body());
        }
    }

    final void complain(CommandFailedException failure) {
        complain(failure.message());
    }

    final void complain(String message) {
        surroundings.err().println("hera: " + TerminalText.line(message));
    }

    /** Returns the nodes named on the command line, else those of HERA_NODE, else the one on this host. */
    final List<HttpNode> nodes(@Nullable List<String> named) {
        if (named != null && !named.isEmpty()) {
            return withCredentials(
                    named.stream().map(text -> node("--node", text)).toList());
        }
        String variable = surroundings.variables().apply("HERA_NODE");
        boolean unset = variable == null || variable.isBlank();
        return withCredentials(Arrays.stream((unset ? USUAL_NODE : variable).split(","))
                .map(text -> node("HERA_NODE", text.strip()))
                .toList());
    }

    private List<HttpNode> withCredentials(List<NodeArgument> addresses) {
        Credentials shown = credentials.read(surroundings, addresses);
        return addresses.stream().map(address -> new HttpNode(address, shown)).toList();
    }

    /** Returns a name percent-encoded as one segment of a path. */
    static String segment(String name) {
        if (name.isEmpty()) {
            throw CommandFailedException.notAsked("a service name and an id have at least one character");
        }
        return dotsApart(PercentCodec.encode(name));
    }

    /** Encodes {@code .} and {@code ..}, which would otherwise be steps in a path. */
    private static String dotsApart(String encoded) {
        return encoded.equals(".") || encoded.equals("..") ? encoded.replace(".", "%2E") : encoded;
    }

    private static NodeArgument node(String source, String text) {
        try {
            return NodeArgument.parse(text);
        } catch (IllegalArgumentException e) {
            throw CommandFailedException.notAsked(source + ": " + e.getMessage());
        }
    }
}
