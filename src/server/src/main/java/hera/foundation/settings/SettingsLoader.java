package hera.foundation.settings;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The reader of a system's configuration: a file, if there is one, and flags, which beat it. Immutable.
 *
 * @param table the settings that there are
 * @param make makes the record of all settings; throws {@link InvalidSettingException} for values that contradict each
 *     other
 * @param defaultFile the file that is read when none is named and it exists
 */
public record SettingsLoader<S>(SettingsTable<S> table, Function<SettingValues, S> make, Path defaultFile) {
    /** The file that every system reads by default. */
    public static final Path DEFAULT_FILE = Path.of("hera.yml");

    /** Reads {@link #DEFAULT_FILE} unless a file is named. */
    public SettingsLoader(SettingsTable<S> table, Function<SettingValues, S> make) {
        this(table, make, DEFAULT_FILE);
    }

    /**
     * Returns the settings, or throws a {@link SettingsException}.
     *
     * @param file must exist; null for the default file, which need not
     * @param command with the table's flags, after its command line was parsed; null for no flags
     */
    public LoadedSettings<S> load(@Nullable Path file, @Nullable CommandSpec command) {
        Map<String, ConfigNode> members = new LinkedHashMap<>();
        if (file != null || Files.exists(defaultFile)) {
            members.putAll(ConfigFile.read(file == null ? defaultFile : file).members());
        }
        if (command != null) {
            members.putAll(table.given(command));
        }
        Map<String, String> places = new LinkedHashMap<>();
        collect("", members, places);
        try {
            return new LoadedSettings<>(make.apply(table.read(members)), places);
        } catch (InvalidSettingException e) {
            throw LoadedSettings.located(e, places);
        }
    }

    private static void collect(String prefix, Map<String, ConfigNode> members, Map<String, String> places) {
        members.forEach((key, node) -> {
            places.put(prefix + key, node.place());
            if (node instanceof ConfigNode.Mapping mapping) {
                collect(prefix + key + ".", mapping.members(), places);
            }
        });
    }
}
