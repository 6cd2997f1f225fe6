package hera.registry.settings;

import hera.foundation.settings.ConfigFile;
import hera.foundation.settings.ConfigNode;
import hera.foundation.settings.InvalidSettingException;
import hera.foundation.settings.SettingsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the configuration: a file, if there is one, and flags, which beat it. Not thread-safe. */
public final class SettingsLoader {
    /** The file that is read when none is named and it is there. */
    public static final Path DEFAULT_FILE = Path.of("hera.yml");

    private final Path defaultFile;
    private final Map<String, ConfigNode> flags = new LinkedHashMap<>();

    /** Reads {@link #DEFAULT_FILE} unless a file is named. */
    public SettingsLoader() {
        this(DEFAULT_FILE);
    }

    SettingsLoader(Path defaultFile) {
        this.defaultFile = defaultFile;
    }

    /** A flag as it was given; null when it was not. It means what its key means in the file. */
    public SettingsLoader flag(String flag, String key, @Nullable String value) {
        if (value != null) {
            flags.put(key, new ConfigNode.Scalar(flag, value));
        }
        return this;
    }

    /** A flag that may be given several times; empty when it was not given. */
    public SettingsLoader flag(String flag, String key, List<String> values) {
        if (!values.isEmpty()) {
            List<ConfigNode> items = values.stream()
                    .<ConfigNode>map(value -> new ConfigNode.Scalar(flag, value))
                    .toList();
            flags.put(key, new ConfigNode.Sequence(flag, items));
        }
        return this;
    }

    /**
     * The settings, or a {@link SettingsException}.
     *
     * @param file must be there; null for {@link #DEFAULT_FILE}, which need not
     * @param hostName this node's name when neither file nor flag has one
     */
    public LoadedSettings load(@Nullable Path file, String hostName) {
        Map<String, ConfigNode> members = new LinkedHashMap<>();
        if (file != null || Files.exists(defaultFile)) {
            members.putAll(ConfigFile.read(file == null ? defaultFile : file).members());
        }
        members.putAll(flags);
        Map<String, String> places = new LinkedHashMap<>();
        members.forEach((key, node) -> places.put(key, node.place()));
        try {
            RegistrySettings settings =
                    new SettingsInterpreter(new ConfigNode.Mapping("configuration", members)).settings(hostName);
            return new LoadedSettings(settings, places);
        } catch (InvalidSettingException e) {
            throw LoadedSettings.located(e, places);
        }
    }
}
