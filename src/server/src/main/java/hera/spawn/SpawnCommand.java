package hera.spawn;

import hera.foundation.http.HostPort;
import hera.foundation.settings.LoadedSettings;
import hera.foundation.settings.ProgramVersion;
import hera.foundation.settings.SettingsException;
import hera.foundation.time.SystemClock;
import hera.foundation.time.Workers;
import hera.spawn.delivery.HealthChecks;
import hera.spawn.log.NodeRow;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code hera spawn}: runs a Spawn, or tests its configuration. */
@Command(
        name = "spawn",
        description = "Makes several servers of an application one: reads from one, writes to all.",
        sortOptions = false,
        usageHelpAutoWidth = true,
        versionProvider = SpawnCommand.Version.class,
        footer = {"", "A flag beats its key in spawn.conf. Exit code: 0 done, 1 an active node is down, 2 unusable."})
final class SpawnCommand implements Callable<Integer> {
    private static final int UNUSABLE = 2;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--config",
            paramLabel = "PATH",
            order = -100,
            description = "configuration file (spawn.conf in the working directory, if present)")
    private @Nullable Path config;

    @Option(
            names = {"-t", "--test"},
            order = -10,
            description = "print the effective configuration and whether each node is up; exit 0 or 1")
    private boolean test;

    private SpawnCommand() {}

    /** The words of {@code -v}. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"Spawn Sync Service " + ProgramVersion.get()};
        }
    }

    /** Returns the command's line: its own options, and the flags that the settings declare. */
    static CommandLine line() {
        CommandSpec command = CommandSpec.forAnnotatedObject(new SpawnCommand());
        command.addOption(OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .order(-9)
                .description("show this help")
                .build());
        command.addOption(OptionSpec.builder("-v", "--version")
                .versionHelp(true)
                .order(-8)
                .description("show the version")
                .build());
        SpawnKeys.TABLE.options(-99).forEach(command::addOption);
        return new CommandLine(command);
    }

    @Override
    public Integer call() {
        if (spec == null) {
            throw new IllegalStateException("run by picocli only");
        }
        CommandLine command = spec.commandLine();
        try {
            LoadedSettings<SpawnSettings> loaded = SpawnSettings.loader().load(config, command.getCommandSpec());
            return test ? test(loaded.settings(), command.getOut()) : run(loaded.settings(), command.getOut());
        } catch (SettingsException | IOException e) {
            command.getErr().println("hera spawn: " + e.getMessage());
            return UNUSABLE;
        }
    }

    private static int test(SpawnSettings settings, PrintWriter out) {
        out.print(NestedJson.of(SpawnKeys.TABLE.printed(settings)));
        boolean allUp = true;
        ExecutorService workers = Workers.named("spawn-test");
        SystemClock clock = SystemClock.started();
        HealthChecks health = new HealthChecks(settings.health(), clock, workers);
        for (NodeEntry entry : settings.get(SpawnKeys.NODES)) {
            String fault =
                    health.faultOf(new NodeRow(1, entry.address(), false, 0, entry.active(), false, false, 0, 0));
            out.println(entry.address() + (fault == null ? " up" : " down: " + fault));
            allUp &= fault == null || !entry.active();
        }
        out.flush();
        workers.shutdownNow();
        clock.close();
        return allUp ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private static int run(SpawnSettings settings, PrintWriter out) throws IOException {
        SpawnNode node = new SpawnNode(settings);
        out.printf("Spawn Sync Service %s%n", ProgramVersion.get());
        out.printf("Clients: http://%s/%n", address(node.clientsAddress()));
        out.printf("Operators: http://%s/nodes%n", address(node.operatorsAddress()));
        out.printf("Nodes: %s%n", node.nodes().isEmpty() ? "none yet" : String.join(", ", node.nodes()));
        out.printf("Store: %s%n", settings.get(SpawnKeys.STORE));
        out.flush();
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            node.stop();
            stopped.countDown();
        }));
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return CommandLine.ExitCode.OK;
    }

    private static String address(InetSocketAddress address) {
        return HostPort.text(address.getAddress().getHostAddress(), address.getPort());
    }
}
