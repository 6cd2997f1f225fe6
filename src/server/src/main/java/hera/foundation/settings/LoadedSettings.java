package hera.foundation.settings;

import java.util.List;
import java.util.Map;

/**
 * Settings with the place where each was set, for errors that are only found at the start, such as a port in use.
 *
 * @param settings the effective settings
 * @param source the file that was read, in words, such as {@code hera.yml} or {@code none, for there is no hera.yml here}
 * @param hints lines to print to the user, such as a note of a similar file that is not read; usually none
 * @param places from a key to where it was set, {@code hera.yml:2: port} or {@code --port}; a key inside a map is
 *     {@code cluster.test-1}; defaults are not in it
 */
public record LoadedSettings<S>(S settings, String source, List<String> hints, Map<String, String> places) {
    public LoadedSettings {
        hints = List.copyOf(hints);
        places = Map.copyOf(places);
    }

    /** Returns the error with the place where the invalid setting was set. */
    public SettingsException located(InvalidSettingException invalid) {
        return located(invalid, places);
    }

    static SettingsException located(InvalidSettingException invalid, Map<String, String> places) {
        String key = invalid.key();
        while (!places.containsKey(key) && key.contains(".")) { // the value that stands for several keys
            key = key.substring(0, key.lastIndexOf('.'));
        }
        return new SettingsException(places.getOrDefault(key, invalid.key()), invalid.reason());
    }
}
