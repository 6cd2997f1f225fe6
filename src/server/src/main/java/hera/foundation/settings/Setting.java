package hera.foundation.settings;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The one declaration of a setting. The key in the configuration file, the flag, {@code --help}, {@code --check} and
 * the table in the documentation come from it. Immutable.
 *
 * @param <S> the record of all settings of one system
 * @param <T> this setting's value
 */
public final class Setting<S, T> {
    final String key;
    final SettingType<T> type;
    final Function<S, @Nullable T> value;
    final @Nullable T usual;
    final String usualText;
    final List<String> flags;
    final String paramLabel;
    final boolean repeats;
    final String meaning;
    final String more;
    final @Nullable Switch shortcut;

    /**
     * A flag without a value that stands for a fixed one.
     *
     * @param text the value, as it would be written
     * @param meaning half a line for {@code --help}
     */
    record Switch(String flag, String text, String meaning) {}

    private Setting(
            String key,
            SettingType<T> type,
            Function<S, @Nullable T> value,
            @Nullable T usual,
            String usualText,
            List<String> flags,
            String paramLabel,
            boolean repeats,
            String meaning,
            String more,
            @Nullable Switch shortcut) {
        this.key = key;
        this.type = type;
        this.value = value;
        this.usual = usual;
        this.usualText = usualText;
        this.flags = flags;
        this.paramLabel = paramLabel;
        this.repeats = repeats;
        this.meaning = meaning;
        this.more = more;
        this.shortcut = shortcut;
    }

    /**
     * Returns a setting with a default.
     *
     * @param key as in the configuration file, such as {@code gossip-interval}
     * @param value reads the setting's value from the record of all; returns null where it is not printed
     * @param meaning half a line for {@code --help} and the table
     */
    public static <S, T> Setting<S, T> of(
            String key, SettingType<T> type, T usual, Function<S, @Nullable T> value, String meaning) {
        String usualText = String.valueOf(type.writer().apply(usual));
        return new Setting<>(key, type, value, usual, usualText, List.of(), "", false, meaning, "", null);
    }

    /**
     * Returns a setting that may be absent.
     *
     * @param usualText the default in words, such as {@code none}
     */
    public static <S, T> Setting<S, T> optional(
            String key, SettingType<T> type, String usualText, Function<S, @Nullable T> value, String meaning) {
        return new Setting<>(key, type, value, null, usualText, List.of(), "", false, meaning, "", null);
    }

    /**
     * Returns this setting with a flag on the command line, such as {@code -l} and {@code --liveness} for {@code
     * SECONDS}.
     */
    public Setting<S, T> flag(String paramLabel, String... names) {
        return new Setting<>(
                key, type, value, usual, usualText, List.of(names), paramLabel, false, meaning, more, shortcut);
    }

    /** Returns this setting, a list, with a flag that may be repeated, once for each item. */
    public Setting<S, T> repeatableFlag(String paramLabel, String... names) {
        return new Setting<>(
                key, type, value, usual, usualText, List.of(names), paramLabel, true, meaning, more, shortcut);
    }

    /**
     * Returns this setting with one more flag, which takes no value and stands for a fixed one.
     *
     * @param text the value, as it would be written
     * @param saying half a line for {@code --help}
     */
    public Setting<S, T> shortcut(String flag, String text, String saying) {
        return new Setting<>(
                key,
                type,
                value,
                usual,
                usualText,
                flags,
                paramLabel,
                repeats,
                meaning,
                more,
                new Switch(flag, text, saying));
    }

    /** Returns this setting with its default in words, for one that depends on other settings. */
    public Setting<S, T> usually(String words) {
        return new Setting<>(key, type, value, usual, words, flags, paramLabel, repeats, meaning, more, shortcut);
    }

    /** Returns this setting with a longer text for the table, after the meaning. */
    public Setting<S, T> more(String more) {
        return new Setting<>(key, type, value, usual, usualText, flags, paramLabel, repeats, meaning, more, shortcut);
    }

    /** Returns the key in the configuration file. */
    public String key() {
        return key;
    }

    /** Returns the default of a setting that has one. */
    public T usual() {
        if (usual == null) {
            throw new IllegalStateException(key + " has no default");
        }
        return usual;
    }

    /** Checks a value against the bounds; the {@link InvalidSettingException} names this key. */
    public void check(T checked) {
        type.bounds().accept(key, checked);
    }

    @Nullable
    Object printed(S settings) {
        T printed = value.apply(settings);
        return printed == null ? null : type.writer().apply(printed);
    }
}
