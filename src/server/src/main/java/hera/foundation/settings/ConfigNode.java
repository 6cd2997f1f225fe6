package hera.foundation.settings;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A piece of the configuration that knows where it stands. */
public sealed interface ConfigNode {
    /** For error messages: {@code hera.yml:4: cluster.test-1.port}, or {@code --port}. */
    String place();

    /** What it is called in an error message. */
    String kind();

    /** A value: number, truth or text; null where the file has a key without a value. */
    record Scalar(String place, @Nullable String text) implements ConfigNode {
        @Override
        public String kind() {
            return text == null ? "nothing" : "'" + text + "'";
        }
    }

    /** Keys and values, in the order of the file. */
    record Mapping(String place, Map<String, ConfigNode> members) implements ConfigNode {
        @Override
        public String kind() {
            return "a mapping";
        }
    }

    /** A list. */
    record Sequence(String place, List<ConfigNode> items) implements ConfigNode {
        @Override
        public String kind() {
            return "a list";
        }
    }
}
