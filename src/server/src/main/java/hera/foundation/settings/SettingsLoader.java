package hera.foundation.settings;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The reader of a system's configuration: an optional file, and flags, which override it. Immutable.
 *
 * @param table the known settings
 * @param make makes the record of all settings; throws {@link InvalidSettingException} for values that contradict each
 *     other
 * @param defaultFile the file that is read when none is named and it exists; null for none
 */
public record SettingsLoader<S>(
        SettingsTable<S> table,
        Function<SettingValues, S> make,
        @Nullable Path defaultFile) {
    /** The file that every system reads by default. */
    public static final Path DEFAULT_FILE = Path.of("hera.yml");

    /** Reads {@link #DEFAULT_FILE} unless a file is named. */
    public SettingsLoader(SettingsTable<S> table, Function<SettingValues, S> make) {
        this(table, make, DEFAULT_FILE);
    }

    /** Returns a loader that reads no file unless one is named. */
    public static <S> SettingsLoader<S> withoutDefaultFile(SettingsTable<S> table, Function<SettingValues, S> make) {
        return new SettingsLoader<>(table, make, null);
    }

    /**
     * Returns the settings, or throws a {@link SettingsException}. A bad value in the file is refused even if a flag
     * overrides it.
     *
     * @param file a file that must exist; null for the default file, which need not
     * @param command the parsed command line with the table's flags; null for no flags
     */
    public LoadedSettings<S> load(@Nullable Path file, @Nullable CommandSpec command) {
        Path read = file == null ? defaultFile : file;
        boolean absent = read == null || (file == null && Files.notExists(read, LinkOption.NOFOLLOW_LINKS));
        Map<String, ConfigNode> members = new LinkedHashMap<>(
                read == null || absent ? Map.of() : ConfigFile.read(read).members());
        boolean filled = !members.isEmpty();
        Map<String, String> places = places(members);
        try {
            table.read(members);
            if (command != null) {
                members.putAll(table.given(command));
                places = places(members);
            }
            return new LoadedSettings<>(
                    make.apply(table.read(members)), source(read, absent, filled), hints(file), places);
        } catch (InvalidSettingException e) {
            throw LoadedSettings.located(e, places);
        }
    }

    private static String source(@Nullable Path read, boolean absent, boolean filled) {
        if (read == null) {
            return "none";
        }
        return absent ? "none, for there is no " + read + " here" : read + (filled ? "" : ", which is empty");
    }

    private List<String> hints(@Nullable Path file) {
        if (file != null || defaultFile == null) {
            return List.of();
        }
        Path twin = ConfigFile.otherEnding(defaultFile);
        return Files.exists(twin) ? List.of(twin + " is not read: the file's name is " + defaultFile) : List.of();
    }

    private static Map<String, String> places(Map<String, ConfigNode> members) {
        Map<String, String> places = new LinkedHashMap<>();
        collect("", members, places);
        return places;
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
