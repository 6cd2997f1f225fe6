package hera.sidecar;

import hera.foundation.settings.LoadedSettings;
import hera.sidecar.settings.SidecarKeys;
import hera.sidecar.settings.SidecarSettings;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** Settings as a command line makes them. */
public final class SettingsFor {
    private SettingsFor() {}

    public static SidecarSettings flags(String... flags) {
        return load(null, Map.of(), flags).settings();
    }

    public static LoadedSettings<SidecarSettings> load(
            @Nullable Path file, Map<String, String> environment, String... flags) {
        CommandSpec command = CommandSpec.create();
        SidecarKeys.TABLE.options(0).forEach(command::addOption);
        new CommandLine(command).parseArgs(flags);
        return SidecarSettings.loader(environment).load(file, command);
    }
}
