package hera.command.failover;

import hera.failover.Failover;
import hera.failover.Intervals;
import hera.failover.StoreUrls;
import hera.failover.store.Store;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code hera failover NAME -- CMD}, and the inquiries about a name. */
@Command(
        name = "failover",
        description = "runs a command on one of several machines: exactly while this process is master of NAME",
        customSynopsis = {
            "hera failover NAME [--store URL] [--interval ...] [--priority N] [--grace MS] [--once] -- CMD ARGS...",
            "hera failover NAME --status [--json] | --watch | --resign | --queue [--retry KEY | --drop KEY]"
        },
        sortOptions = false,
        usageHelpAutoWidth = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0-255:that of CMD if it ended by itself; 126 if it cannot be run, 127 if it is not found",
            "75:mastership was lost, with --once",
            "130,143:ended by a signal",
            "0:--status: there is a master; --resign: another term rules",
            "1:--status: there is none; --resign: no other term yet",
            "2:the command line makes no sense, or --status had no answer of the store"
        })
public final class FailoverCommand implements Callable<Integer> {
    private static final Pattern PASSWORD = Pattern.compile("(?i)[?&]password=|//[^/@]*:[^/@]*@");

    @Parameters(index = "0", paramLabel = "NAME", description = "what is led")
    private String name = "";

    @Parameters(index = "1..*", paramLabel = "CMD", description = "what is run, after --", arity = "0..*")
    private List<String> command = List.of();

    @Option(
            names = "--store",
            description =
                    "mongodb://HOST/DATABASE, jdbc:postgresql://HOST/DATABASE, jdbc:sqlite:FILE; else HERA_STORE, else "
                            + StoreUrls.DEFAULT)
    private @Nullable String url;

    @Option(names = "--interval", description = "master=2000,slave=2500,ticking=2000,error=5000,init=0, in ms")
    private @Nullable String interval;

    @Option(names = "--priority", description = "-100 to 100, default 0")
    private int priority;

    @Option(names = "--grace", description = "ms between SIGTERM and SIGKILL")
    private @Nullable Long grace;

    @Option(names = "--once", description = "exit 75 when mastership is lost")
    private boolean once;

    @Option(names = "--no-create", description = "do not make missing tables")
    private boolean noCreate;

    @Option(names = "--status", description = "print who rules")
    private boolean status;

    @Option(names = "--json", description = "with --status: as JSON")
    private boolean json;

    @Option(names = "--watch", description = "print who rules, and each change")
    private boolean watch;

    @Option(names = "--resign", description = "ask the master to hand over")
    private boolean resign;

    @Option(names = "--queue", description = "list the tasks that wait")
    private boolean queue;

    @Option(names = "--retry", paramLabel = "KEY", description = "with --queue: put back a task that was set aside")
    private @Nullable String retry;

    @Option(names = "--drop", paramLabel = "KEY", description = "with --queue: remove a task that was set aside")
    private @Nullable String drop;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "show this")
    @SuppressWarnings("UnusedVariable") // picocli sets it, and looks at it
    private boolean help;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    private final PrintStream out;
    private final PrintStream err;
    private final UnaryOperator<@Nullable String> variables;

    /** Makes the command with the environment of this process. */
    public FailoverCommand() {
        this(utf8(FileDescriptor.out), utf8(FileDescriptor.err), name -> name == null ? null : System.getenv(name));
    }

    FailoverCommand(PrintStream out, PrintStream err, UnaryOperator<@Nullable String> variables) {
        this.out = out;
        this.err = err;
        this.variables = variables;
    }

    private static PrintStream utf8(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }

    @Override
    public Integer call() throws Exception {
        DebugLog.install();
        FailoverOptions options;
        Store store;
        try {
            options = options();
            store = StoreUrls.open(storeUrl(url, variables.apply("HERA_STORE")), !noCreate);
            warnOfPassword();
        } catch (IllegalArgumentException e) {
            err.println("hera: " + e.getMessage());
            return CommandLine.ExitCode.USAGE;
        }
        try (store) {
            return run(options, store);
        } finally {
            out.flush();
        }
    }

    /** Everyone on a machine sees the arguments of its processes. */
    private void warnOfPassword() {
        if (url != null && hasPassword(url)) {
            err.println("hera: the password in --store shows in the list of processes: set HERA_STORE instead");
        }
    }

    static boolean hasPassword(String url) {
        return PASSWORD.matcher(url).find();
    }

    private int run(FailoverOptions options, Store store) throws Exception {
        if (!options.command().isEmpty()) {
            return new Supervisor(options, store, err, Failover.memberOfThisProcess()).run();
        }
        Inquiries inquiries = new Inquiries(options, store, out, err);
        try {
            if (status) {
                return inquiries.status(json);
            } else if (watch) {
                return inquiries.watch();
            } else if (resign) {
                return inquiries.resign();
            }
            return inquiries.queue(retry, drop);
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            err.println("hera: the store " + store.description() + " does not answer: "
                    + Printed.quoted(e.getMessage() + ""));
            return CommandLine.ExitCode.USAGE;
        }
    }

    static String storeUrl(@Nullable String flag, @Nullable String variable) {
        if (flag != null) {
            return flag;
        }
        return variable == null || variable.isBlank() ? StoreUrls.DEFAULT : variable;
    }

    private FailoverOptions options() {
        long inquiries =
                Stream.of(status, watch, resign, queue).filter(asked -> asked).count();
        boolean separated = spec.commandLine().getParseResult().originalArgs().contains("--");
        check(inquiries <= 1, "only one of --status, --watch, --resign, --queue");
        check(inquiries == 0 || command.isEmpty(), "CMD is not run with --status, --watch, --resign or --queue");
        check(
                inquiries == 1 || !command.isEmpty(),
                "what is to be run? It stands after --, as in: hera failover NAME -- CMD");
        check(command.isEmpty() || separated, "CMD stands after --, as in: hera failover NAME -- CMD");
        check(!json || status, "--json goes with --status");
        check((retry == null && drop == null) || queue, "--retry and --drop go with --queue");
        check(retry == null || drop == null, "only one of --retry and --drop");
        check(priority >= -100 && priority <= 100, "--priority: " + priority + " is not -100 to 100");
        Failover.checkName(name);
        Intervals intervals = interval == null ? Intervals.DEFAULT : Intervals.parse(interval);
        return new FailoverOptions(name, intervals, priority, grace(intervals), once, command);
    }

    private Duration grace(Intervals intervals) {
        Long asked = grace;
        if (asked == null) {
            return FailoverOptions.defaultGrace(intervals);
        }
        long most = FailoverOptions.most(intervals).toMillis();
        check(
                asked >= 0 && asked < most,
                "--grace: " + asked + " ms is not 0 to " + (most - 1) + ", less than 0.9 * (SLAVE + TICKING) - MASTER");
        return Duration.ofMillis(asked);
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
