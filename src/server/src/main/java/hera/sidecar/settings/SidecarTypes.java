package hera.sidecar.settings;

import hera.foundation.settings.ConfigNode;
import hera.foundation.settings.SettingType;
import hera.foundation.settings.SettingsException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The types of settings that a sidecar alone has. */
final class SidecarTypes {
    private static final int MAX_RING_NAME = 59;

    private SidecarTypes() {}

    /** A text whose parts are separated by commas, or are a list in the file. */
    static <T> SettingType<T> list(Function<String, T> parse) {
        return new SettingType<>(node -> ConfigNode.convert(joined(node), parse), String::valueOf, (key, value) -> {});
    }

    private static ConfigNode joined(ConfigNode node) {
        if (!(node instanceof ConfigNode.Sequence sequence)) {
            return node;
        }
        if (sequence.items().isEmpty()) {
            throw new SettingsException(node.place(), "must not be an empty list");
        }
        List<String> parts = new ArrayList<>();
        sequence.items().forEach(item -> parts.add(ConfigNode.convert(item, Function.identity())));
        return new ConfigNode.Scalar(node.place(), node.folder(), String.join(",", parts));
    }

    /** Returns the text, which must be a ring's name. */
    static String ringName(String text) {
        if (text.length() > MAX_RING_NAME || !text.matches("[A-Za-z0-9._-]+")) {
            throw new IllegalArgumentException(
                    "must be 1 to %d letters, digits, '.', '_' and '-', not '%s'".formatted(MAX_RING_NAME, text));
        }
        return text;
    }

    /** Returns the policy of that word. */
    static Policy.Kind policy(String text) {
        return switch (text) {
            case "next" -> Policy.Kind.NEXT;
            case "fail" -> Policy.Kind.FAIL;
            case "wait" -> Policy.Kind.WAIT;
            default -> throw new IllegalArgumentException("must be next, fail or wait, not '%s'".formatted(text));
        };
    }

    /** Returns the text, which must be a path. */
    static String healthPath(String text) {
        if (!text.matches("/[!-~]*")) {
            throw new IllegalArgumentException("must be a path such as /health, not '%s'".formatted(text));
        }
        return text;
    }
}
