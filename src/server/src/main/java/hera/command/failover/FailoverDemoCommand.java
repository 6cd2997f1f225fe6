package hera.command.failover;

import hera.failover.Failover;
import hera.failover.StoreUrls;
import hera.failover.store.Store;
import hera.failover.time.TaskThread;
import hera.failover.time.WallClock;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code hera failover-demo}: a sample member, to be started in two terminals. */
@Command(
        name = "failover-demo",
        description = "shows members that elect a master: start it in two terminals, and end one of them",
        sortOptions = false,
        usageHelpAutoWidth = true)
public final class FailoverDemoCommand implements Callable<Integer> {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    @Parameters(paramLabel = "KIND", description = "unmanaged or managed")
    private String kind = "";

    @Option(names = "--store", description = "else HERA_STORE, else " + StoreUrls.DEFAULT)
    private @Nullable String url;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "show this")
    @SuppressWarnings("UnusedVariable") // picocli sets it, and looks at it
    private boolean help;

    private final PrintStream out;
    private final PrintStream err;

    /** Makes the command with the environment of this process. */
    public FailoverDemoCommand() {
        this(System.out, System.err);
    }

    FailoverDemoCommand(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() {
        DebugLog.install();
        Store store;
        try {
            if (!kind.equals("unmanaged") && !kind.equals("managed")) {
                throw new IllegalArgumentException(Printed.word(kind) + " is neither unmanaged nor managed");
            }
            store = StoreUrls.open(FailoverCommand.storeUrl(url, System.getenv("HERA_STORE")), true);
        } catch (IllegalArgumentException e) {
            err.println("hera: " + e.getMessage());
            return CommandLine.ExitCode.USAGE;
        }
        CompletableFuture<String> signal = new CompletableFuture<>();
        Signals.handle(List.of("INT", "TERM", "HUP"), signal::complete);
        try (store;
                TaskThread loop = new TaskThread("hera-failover-demo", e -> err.println("hera: " + e));
                Failover failover = Failover.builder().store(store).open()) {
            Demo demo = new Demo(out, loop);
            tick(loop, kind.equals("managed") ? demo.managed(failover) : demo.unmanaged(failover));
            return Signals.status(signal.join());
        }
    }

    private static void tick(TaskThread loop, LongConsumer submit) {
        loop.schedule(SECOND, () -> {
            tick(loop, submit);
            submit.accept(TimeUnit.MILLISECONDS.toSeconds(WallClock.SYSTEM.millis()));
        });
    }
}
