package hera.registry.settings;

import hera.foundation.settings.InvalidSettingException;
import hera.foundation.settings.SettingsException;
import java.util.Map;

/**
 * Settings that remember where each came from, for errors that only show when the node starts, such as a port in use.
 *
 * @param settings what the configuration says
 * @param places from a key to where it was set, {@code hera.yml:2: port} or {@code --port}; defaults are not in it
 */
public record LoadedSettings(RegistrySettings settings, Map<String, String> places) {
    public LoadedSettings {
        places = Map.copyOf(places);
    }

    /** The error for whoever set that value, naming the place. */
    public SettingsException located(InvalidSettingException invalid) {
        return located(invalid, places);
    }

    static SettingsException located(InvalidSettingException invalid, Map<String, String> places) {
        return new SettingsException(places.getOrDefault(invalid.key(), invalid.key()), invalid.reason());
    }
}
