package hera.spawn;

import hera.foundation.access.SecuritySettings;
import hera.foundation.http.HostPort;
import hera.foundation.server.LogConfigurator;
import hera.foundation.settings.HostName;
import hera.foundation.settings.InvalidSettingException;
import hera.foundation.settings.LoadedSettings;
import hera.foundation.settings.ProgramVersion;
import hera.foundation.settings.SettingsException;
import hera.spawn.door.SpawnDoor;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code hera spawn}: runs a Spawn, tests its configuration, or makes it a service of systemd. */
@Command(
        name = "spawn",
        description = "Makes several servers of an application one: reads from one, writes to all, loses nothing.",
        sortOptions = false,
        usageHelpAutoWidth = true,
        versionProvider = SpawnCommand.Version.class,
        footer = {
            "",
            "A flag beats its key in spawn.conf. Exit code: 0 done, 1 failed or an active node is down, 2 unusable"
                    + " configuration, port or store."
        })
public final class SpawnCommand implements Callable<Integer> {
    static final int UNUSABLE = 2;

    /** The variable of the environment that has the password of a store in PostgreSQL. */
    static final String STORE_PASSWORD = "SPAWN_STORE_PASSWORD";

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

    /** Returns the command's line: its own options, the flags that the settings declare, and the service's commands. */
    public static CommandLine line() {
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
        CommandLine line = new CommandLine(command);
        SystemdCommands.addTo(line);
        return line;
    }

    @Override
    public Integer call() {
        if (spec == null) {
            throw new IllegalStateException("run by picocli only");
        }
        CommandLine command = spec.commandLine();
        try {
            LoadedSettings<SpawnSettings> loaded = SpawnSettings.loader().load(config, command.getCommandSpec());
            SpawnSettings settings = loaded.settings();
            try {
                var unused = RegistrySource.of(settings); // before a store or a port is opened
                return test ? test(settings, command.getOut()) : run(settings, command.getOut());
            } catch (InvalidSettingException e) {
                throw loaded.located(e);
            }
        } catch (SettingsException e) {
            command.getErr().println("hera: " + e.getMessage());
            return UNUSABLE;
        }
    }

    private static int test(SpawnSettings settings, PrintWriter out) {
        if (settings.secrets() != null) {
            SpawnDoor.check(settings.secrets(), settings.name(), Instant.now());
        }
        return new NodeProbe(out).run(settings);
    }

    private static int run(SpawnSettings settings, PrintWriter out) {
        LogConfigurator.setLevel(settings.get(SpawnKeys.LOG_LEVEL));
        LogConfigurator.setNode(HostName.find() + ":" + settings.get(SpawnKeys.PORT));
        SpawnNode node = new SpawnNode(settings);
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            node.stop();
            stopped.countDown();
        }));
        out.print(banner(settings, node));
        out.flush();
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return CommandLine.ExitCode.OK;
    }

    private static String banner(SpawnSettings settings, SpawnNode node) {
        boolean isOpen = settings.secrets() == null;
        StringBuilder text = new StringBuilder();
        text.append("Spawn Sync Service ").append(ProgramVersion.get()).append('\n');
        text.append("Clients: ").append(url(settings, node.clientsAddress())).append('\n');
        text.append("Nodes: ")
                .append(node.nodes().isEmpty() ? "none yet" : String.join(", ", node.nodes()))
                .append('\n');
        text.append("Store: ").append(settings.get(SpawnKeys.STORE)).append('\n');
        text.append(isOpen ? "Operators, who need no credential: " : "Operators, by token or certificate: ")
                .append(url(settings, node.operatorsAddress()))
                .append("_console/\n");
        return text.append(warning(settings)).toString();
    }

    /** What the owner has to know of who may come in. */
    private static String warning(SpawnSettings settings) {
        SecuritySettings secrets = settings.secrets();
        if (secrets == null) {
            return settings.security() != null || !settings.isReachable()
                    ? ""
                    : "Open to anyone who can reach it: nodes, writes, dead letters. Close it with: hera secure init\n";
        }
        return "The clients' port asks for no credential: who may do what there, the nodes decide\n"
                + (secrets.tls() == null ? "TLS: none, a mesh or a proxy has to do it\n" : "");
    }

    private static String url(SpawnSettings settings, InetSocketAddress address) {
        return settings.scheme() + "://" + HostPort.text(address.getAddress().getHostAddress(), address.getPort())
                + "/";
    }
}
