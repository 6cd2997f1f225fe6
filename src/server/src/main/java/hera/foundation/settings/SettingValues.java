package hera.foundation.settings;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The values of those settings that differ from their defaults. Not thread-safe. */
public final class SettingValues {
    private final Map<Setting<?, ?>, Object> values = new HashMap<>();

    /** Sets a value; null returns the setting to its default. */
    public <T> void set(Setting<?, T> setting, @Nullable T value) {
        if (value == null) {
            values.remove(setting);
        } else {
            values.put(setting, value);
        }
    }

    /** Returns the value, or the default. */
    public <T> T get(Setting<?, T> setting) {
        T value = find(setting);
        return value == null ? setting.usual() : value;
    }

    /** Returns the value, or null if there is none. */
    @SuppressWarnings("unchecked") // set() takes nothing else
    public <T> @Nullable T find(Setting<?, T> setting) {
        return (T) values.get(setting);
    }

    <T> void read(Setting<?, T> setting, ConfigNode node) {
        T value = setting.type.reader().apply(node);
        setting.check(value);
        set(setting, value);
    }
}
