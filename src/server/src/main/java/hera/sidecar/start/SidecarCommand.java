package hera.sidecar.start;

import hera.foundation.server.HeraServer;
import hera.foundation.server.LogConfigurator;
import hera.foundation.settings.InvalidSettingException;
import hera.foundation.settings.LoadedSettings;
import hera.foundation.settings.SettingsException;
import hera.sidecar.settings.SidecarKeys;
import hera.sidecar.settings.SidecarSettings;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code hera sidecar}: runs a sidecar, or checks its configuration. */
@Command(
        name = "sidecar",
        description = "Runs a sharding sidecar: it stands before an HTTP backend, and all requests of one key end at"
                + " one backend, whichever sidecar receives them.",
        sortOptions = false,
        usageHelpAutoWidth = true,
        footer = {"", "A flag beats its key in the file. Exit code: 0 done, 1 failed, 2 unknown flag or command."})
public final class SidecarCommand implements Callable<Integer> {
    private final Starter starter;
    private final Map<String, String> environment;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "-c",
            paramLabel = "FILE",
            order = -100,
            description = "a YAML file whose keys are the flags' names, dots included")
    private @Nullable Path config;

    @Option(
            names = {"--check", "-check"},
            order = -10,
            description = "print the effective configuration and whether backend and members answer; exit 0 or 1")
    private boolean check;

    /** Starts a sidecar together with the node whose gossip tells it the other members. */
    @FunctionalInterface
    public interface Starter {
        /**
         * Returns the running server.
         *
         * @throws InvalidSettingException when the sidecar cannot listen where it should
         */
        HeraServer start(SidecarSettings settings, StartAddresses addresses);
    }

    private SidecarCommand(Starter starter, Map<String, String> environment) {
        this.starter = starter;
        this.environment = environment;
    }

    /**
     * Returns the command's line: its own options, and the flags that the settings declare.
     *
     * @param environment the process's variables
     */
    public static CommandLine line(Starter starter, Map<String, String> environment) {
        CommandSpec command = CommandSpec.forAnnotatedObject(new SidecarCommand(starter, environment));
        SidecarKeys.TABLE.options(-99).forEach(command::addOption);
        command.addOption(OptionSpec.builder("-h", "--help", "-help")
                .usageHelp(true)
                .order(-9)
                .description("show this and exit")
                .build());
        return new CommandLine(command);
    }

    @Override
    public Integer call() {
        NameCache.shorten();
        CommandLine command = commandLine();
        try {
            LoadedSettings<SidecarSettings> loaded =
                    SidecarSettings.loader(environment).load(config, command.getCommandSpec());
            try {
                return check ? check(loaded.settings(), command.getOut()) : run(loaded.settings(), command.getOut());
            } catch (InvalidSettingException e) {
                throw loaded.located(e);
            }
        } catch (SettingsException e) {
            command.getErr().println("hera: " + e.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        }
    }

    private static int check(SidecarSettings settings, PrintWriter out) {
        return new SidecarCheck(out).run(settings) ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    @SuppressWarnings("resource") // the sidecar outlives this method; the shutdown hook closes it
    private int run(SidecarSettings settings, PrintWriter out) {
        LogConfigurator.setLevel(settings.logLevel().toString());
        HeraServer server = started(settings);
        out.print(SidecarBanner.of(settings, server.port()));
        out.flush();
        return CommandLine.ExitCode.OK;
    }

    private HeraServer started(SidecarSettings settings) {
        try {
            return starter.start(settings, StartAddresses.of(settings));
        } catch (InvalidSettingException e) {
            boolean debug = e.key().equals("port") || e.key().equals("bind");
            throw debug ? new InvalidSettingException("listen.debug", e.reason()) : e;
        } catch (RuntimeException e) {
            throw cause(e);
        }
    }

    /** Returns the reason of a failure: that of an address that cannot be bound is wrapped by the composition. */
    private static RuntimeException cause(RuntimeException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof InvalidSettingException invalid) {
                return invalid;
            }
        }
        return failure;
    }

    private CommandLine commandLine() {
        if (spec == null) {
            throw new IllegalStateException("run by picocli only");
        }
        return spec.commandLine();
    }
}
