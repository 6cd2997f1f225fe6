package hera.foundation.settings;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A value of the configuration with the place where it was set. */
public sealed interface ConfigNode {
    /** The place, for error messages: {@code hera.yml:4: cluster.test-1.port}, or {@code --port}. */
    String place();

    /** The folder that a relative path in it starts from: the file's own, or the working directory for a flag. */
    Path folder();

    /** The value's kind, for error messages. */
    String kind();

    /** A value: number, truth or text; null where the file has a key without a value. */
    record Scalar(String place, Path folder, @Nullable String text) implements ConfigNode {
        @Override
        public String kind() {
            return text == null ? "nothing" : "'" + text + "'";
        }
    }

    /** Keys and values, in the order of the file. */
    record Mapping(String place, Path folder, Map<String, ConfigNode> members) implements ConfigNode {
        @Override
        public String kind() {
            return "a mapping";
        }
    }

    /** A list. */
    record Sequence(String place, Path folder, List<ConfigNode> items) implements ConfigNode {
        @Override
        public String kind() {
            return "a list";
        }
    }

    /**
     * Converts a single value.
     *
     * @param parse throws {@link IllegalArgumentException} with the reason of a refusal
     * @throws SettingsException naming the place and the reason
     */
    static <T> T convert(ConfigNode node, Function<String, T> parse) {
        if (!(node instanceof Scalar scalar)) {
            throw new SettingsException(node.place(), "must be a single value, not " + node.kind());
        }
        if (scalar.text() == null) {
            throw new SettingsException(node.place(), "has no value");
        }
        try {
            return parse.apply(scalar.text());
        } catch (IllegalArgumentException e) {
            throw new SettingsException(node.place(), String.valueOf(e.getMessage()));
        }
    }

    /** Returns whether the key is there without a value. */
    default boolean isEmpty() {
        return this instanceof Scalar scalar && scalar.text() == null;
    }
}
