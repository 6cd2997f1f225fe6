package hera.foundation.settings;

import hera.foundation.time.Seconds;
import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * The type of a setting's value: its form in YAML and its bounds.
 *
 * @param reader converts a node of the configuration; throws {@link SettingsException} at the faulty place
 * @param writer converts back, to text, a number, a truth value, a map or a list
 * @param bounds given the key and a value, throws {@link InvalidSettingException} for a value out of bounds
 */
public record SettingType<T>(Function<ConfigNode, T> reader, Function<T, Object> writer, BiConsumer<String, T> bounds) {
    private static final Duration MILLISECOND = Duration.ofMillis(1);

    /** Returns the type of a text, as it is written. */
    public static SettingType<String> text() {
        return text(text -> text);
    }

    /**
     * Returns the type of a text with a grammar of its own, written by {@code toString}.
     *
     * @param parse throws {@link IllegalArgumentException} with a message such as {@code must be HOST:PORT, not x}
     */
    public static <T> SettingType<T> text(Function<String, T> parse) {
        return new SettingType<>(node -> ConfigNode.convert(node, parse), String::valueOf, (key, value) -> {});
    }

    /** Returns this type with further bounds: given the key and a value, they throw {@link InvalidSettingException}. */
    public SettingType<T> within(BiConsumer<String, T> more) {
        return new SettingType<>(reader, writer, bounds.andThen(more));
    }

    /** Returns the type of a whole number within bounds. */
    public static SettingType<Integer> wholeNumber(int least, int most) {
        return new SettingType<>(
                node -> ConfigNode.convert(node, SettingType::integer), value -> value, (key, value) -> {
                    if (value < least || value > most) {
                        throw new InvalidSettingException(
                                key, "must be between %d and %d, not %d".formatted(least, most, value));
                    }
                });
    }

    /** Returns the type of a duration in seconds within bounds; zero, or at least a millisecond. */
    public static SettingType<Duration> seconds(Duration least, Duration most) {
        return new SettingType<>(node -> ConfigNode.convert(node, Seconds::parse), Seconds::number, (key, value) -> {
            if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
                throw new InvalidSettingException(
                        key,
                        "must be between %s and %s seconds, not %s"
                                .formatted(Seconds.text(least), Seconds.text(most), Seconds.text(value)));
            }
            if (value.compareTo(MILLISECOND) < 0 && !value.isZero()) {
                throw new InvalidSettingException(key, "must be at least 0.001 seconds, not " + Seconds.text(value));
            }
        });
    }

    /** Returns the type of {@code true} or {@code false}. */
    public static SettingType<Boolean> truth() {
        return new SettingType<>(
                node -> ConfigNode.convert(node, SettingType::truth), value -> value, (key, value) -> {});
    }

    /** Reads a whole number of up to nine digits. */
    public static int integer(String text) {
        if (!text.matches("-?[0-9]{1,9}")) {
            throw new IllegalArgumentException("must be a whole number, not '%s'".formatted(text));
        }
        return Integer.parseInt(text);
    }

    private static boolean truth(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("must be true or false, not '%s'".formatted(text));
        };
    }
}
