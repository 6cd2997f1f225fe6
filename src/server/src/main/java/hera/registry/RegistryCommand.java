package hera.registry;

import hera.foundation.server.HeraServer;
import hera.foundation.settings.HostName;
import hera.foundation.settings.InvalidSettingException;
import hera.foundation.settings.ProgramVersion;
import hera.foundation.settings.SettingsException;
import hera.registry.settings.LoadedSettings;
import hera.registry.settings.SettingsLoader;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Runs a node. Flags are taken as text and mean what their keys mean in {@code hera.yml}, so that both are checked in
 * one place.
 */
@Command(
        name = "registry",
        description = "Runs a registry node; the command that runs when none is named.",
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        sortOptions = false,
        usageHelpAutoWidth = true,
        footer = {"", "A flag beats its key in hera.yml. Exit code: 0 done, 1 failed, 2 unknown flag or command."})
public final class RegistryCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "configuration file (hera.yml in the working directory, if present)")
    private @Nullable Path config;

    @Option(
            names = {"-n", "--name"},
            paramLabel = "NAME",
            description = "this node's name, unique in the cluster (the host name)")
    private @Nullable String name;

    @Option(
            names = {"-p", "--port"},
            paramLabel = "PORT",
            description = "listen port; 0 picks a free one and prints it (the environment's, else 3222)")
    private @Nullable String port;

    @Option(
            names = {"-b", "--bind"},
            paramLabel = "ADDRESS",
            description = "listen address (all addresses)")
    private @Nullable String bind;

    @Option(
            names = {"-l", "--liveness"},
            paramLabel = "SECONDS",
            description = "how long an instance lives without a heartbeat (300)")
    private @Nullable String liveness;

    @Option(
            names = "--gossip-interval",
            paramLabel = "SECONDS",
            description = "how often a peer is pulled when nothing else triggers it (3)")
    private @Nullable String gossipInterval;

    @Option(
            names = "--purge-interval",
            paramLabel = "SECONDS",
            description = "how often expired entries are removed from memory (7)")
    private @Nullable String purgeInterval;

    @Option(
            names = {"-e", "--environment"},
            paramLabel = "NAME",
            description = "production, staging, testing, development, or, with a port, a name of your own (none)")
    private @Nullable String environment;

    @Option(names = "--neighbour", paramLabel = "HOST:PORT", description = "a node to join by; may be repeated (none)")
    private List<String> neighbours = List.of();

    @Option(
            names = "--advertise",
            paramLabel = "HOST:PORT",
            description = "where other nodes reach this one (the address the peer saw, and the port)")
    private @Nullable String advertise;

    @Option(
            names = "--cluster-name",
            paramLabel = "NAME",
            description = "the group of nodes that this one belongs to, such as a data centre (none)")
    private @Nullable String clusterName;

    @Option(
            names = "--check",
            description = "print the effective configuration and whether each peer answers; exit 0 or 1")
    private boolean check;

    @Override
    public Integer call() {
        CommandLine command = commandLine();
        try {
            LoadedSettings loaded = load();
            return check ? check(loaded, command.getOut()) : run(loaded, command.getOut());
        } catch (SettingsException e) {
            command.getErr().println("hera: " + e.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        }
    }

    private LoadedSettings load() {
        return new SettingsLoader()
                .flag("--name", "name", name)
                .flag("--port", "port", port)
                .flag("--bind", "bind", bind)
                .flag("--liveness", "liveness", liveness)
                .flag("--gossip-interval", "gossip-interval", gossipInterval)
                .flag("--purge-interval", "purge-interval", purgeInterval)
                .flag("--environment", "environment", environment)
                .flag("--neighbour", "neighbours", neighbours)
                .flag("--advertise", "advertise", advertise)
                .flag("--cluster-name", "cluster-name", clusterName)
                .load(config, HostName.find());
    }

    private static int check(LoadedSettings loaded, PrintWriter out) {
        boolean allAnswer = new ConfigurationCheck(out).run(loaded.settings());
        return allAnswer ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    @SuppressWarnings("resource") // the node outlives this method; the shutdown hook closes it
    private static int run(LoadedSettings loaded, PrintWriter out) {
        try {
            HeraServer node = RegistryNode.start(loaded.settings());
            out.print(Banner.of(loaded.settings(), node.port()));
            out.flush();
            return CommandLine.ExitCode.OK;
        } catch (InvalidSettingException e) {
            throw loaded.located(e);
        }
    }

    private CommandLine commandLine() {
        if (spec == null) {
            throw new IllegalStateException("run by picocli only");
        }
        return spec.commandLine();
    }
}
