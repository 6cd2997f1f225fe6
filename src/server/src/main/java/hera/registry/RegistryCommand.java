package hera.registry;

import hera.foundation.server.HeraServer;
import hera.foundation.settings.HostName;
import hera.foundation.settings.InvalidSettingException;
import hera.foundation.settings.LoadedSettings;
import hera.foundation.settings.ProgramVersion;
import hera.foundation.settings.SettingsException;
import hera.registry.settings.RegistryKeys;
import hera.registry.settings.RegistrySettings;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The command {@code hera registry}: runs a node, or checks its configuration. A flag's text is parsed as its key's
 * value in {@code hera.yml}.
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
            order = -100,
            description = "configuration file (hera.yml in the working directory, if present)")
    private @Nullable Path config;

    @Option(
            names = "--check",
            order = -10,
            description =
                    "print the effective configuration, whether each peer answers and whether the node could listen;"
                            + " exit 0 or 1")
    private boolean check;

    private RegistryCommand() {}

    /** Returns the command line: the command's own options, and the flags that the settings declare. */
    public static CommandLine line() {
        CommandSpec command = CommandSpec.forAnnotatedObject(new RegistryCommand());
        RegistryKeys.TABLE.options(-99).forEach(command::addOption);
        return new CommandLine(command);
    }

    @Override
    public Integer call() {
        CommandLine command = commandLine();
        try {
            LoadedSettings<RegistrySettings> loaded =
                    RegistrySettings.loader(HostName.find()).load(config, command.getCommandSpec());
            loaded.hints().forEach(hint -> command.getErr().println("hera: " + hint));
            return check ? check(loaded, command) : run(loaded, command.getOut());
        } catch (SettingsException e) {
            command.getErr().println("hera: " + e.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        }
    }

    private static int check(LoadedSettings<RegistrySettings> loaded, CommandLine command) {
        command.getOut().println("# file: " + loaded.source());
        boolean allAnswer = new ConfigurationCheck(command.getOut()).run(loaded.settings());
        try {
            RegistryNode.check(loaded.settings());
        } catch (InvalidSettingException e) {
            throw loaded.located(e);
        }
        return allAnswer ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    @SuppressWarnings("resource") // the node outlives this method; the shutdown hook closes it
    private static int run(LoadedSettings<RegistrySettings> loaded, PrintWriter out) {
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
