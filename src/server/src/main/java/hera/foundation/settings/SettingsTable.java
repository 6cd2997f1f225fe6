package hera.foundation.settings;

import hera.foundation.names.NearMiss;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/**
 * All settings of one system, in the order in which they are printed. Immutable.
 *
 * @param <S> the record of all settings of the system
 */
public final class SettingsTable<S> {
    private final List<Setting<S, ?>> settings;

    /** @param settings each with a key of its own */
    public SettingsTable(List<Setting<S, ?>> settings) {
        this.settings = List.copyOf(settings);
    }

    /**
     * Reads the keys of a configuration.
     *
     * @throws SettingsException naming the place of the first value that cannot be read, or of an unknown key
     * @throws InvalidSettingException naming the key of the first value out of its bounds
     */
    public SettingValues read(Map<String, ConfigNode> members) {
        SettingValues values = new SettingValues();
        Set<String> known = new TreeSet<>();
        settings.forEach(setting -> known.add(setting.key));
        Map<String, ConfigNode> flat = new LinkedHashMap<>();
        flatten("", members, known, flat);
        for (Setting<S, ?> setting : settings) {
            ConfigNode node = flat.get(setting.key);
            if (node != null) {
                values.read(setting, node);
            }
        }
        refuseUnknown(flat, known);
        return values;
    }

    /**
     * Flattens nested mappings to keys with dots. A key that is dotted already, as a flag's is, overrides the nested
     * one.
     */
    private static void flatten(
            String prefix, Map<String, ConfigNode> members, Set<String> known, Map<String, ConfigNode> into) {
        members.forEach((name, node) -> {
            String key = prefix + name;
            boolean holdsKeys = known.stream().anyMatch(each -> each.startsWith(key + "."));
            if (node instanceof ConfigNode.Mapping mapping && holdsKeys && !known.contains(key)) {
                flatten(key + ".", mapping.members(), known, into);
            } else if (prefix.isEmpty()) {
                into.put(key, node);
            } else {
                into.putIfAbsent(key, node);
            }
        });
    }

    /** Refuses an unknown key, and suggests the nearest known one. */
    public static void refuseUnknown(Map<String, ConfigNode> members, Set<String> known) {
        members.forEach((key, node) -> {
            if (!known.contains(key)) {
                throw new SettingsException(node.place(), "unknown key" + NearMiss.hint(key, known));
            }
        });
    }

    /** Returns all keys with their effective values, in their order; keys without a value are left out. */
    public Map<String, Object> printed(S effective) {
        Map<String, Object> keys = new LinkedHashMap<>();
        for (Setting<S, ?> setting : settings) {
            Object printed = setting.printed(effective);
            if (printed != null) {
                keys.put(setting.key, printed);
            }
        }
        return keys;
    }

    /** Returns all keys with their effective values, as a configuration file; keys without a value are left out. */
    public String yaml(S effective) {
        return YAMLMapper.builder()
                .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
                .enable(YAMLWriteFeature.MINIMIZE_QUOTES)
                .enable(YAMLWriteFeature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
                .build()
                .writeValueAsString(printed(effective));
    }

    /**
     * Returns the flags, for a command line.
     *
     * @param order the position of the first of them in {@code --help}
     */
    public List<OptionSpec> options(int order) {
        List<OptionSpec> options = new ArrayList<>();
        for (Setting<S, ?> setting : settings) {
            if (!setting.flags.isEmpty()) {
                options.add(option(setting, order + options.size()));
            }
            if (setting.shortcut != null) {
                options.add(option(setting.shortcut, order + options.size()));
            }
        }
        return options;
    }

    private static OptionSpec option(Setting.Switch shortcut, int order) {
        return OptionSpec.builder(shortcut.flag())
                .type(boolean.class)
                .arity("0")
                .order(order)
                .description(shortcut.meaning())
                .build();
    }

    private static OptionSpec option(Setting<?, ?> setting, int order) {
        OptionSpec.Builder option = OptionSpec.builder(setting.flags.toArray(String[]::new))
                .paramLabel(setting.paramLabel)
                .order(order);
        String text = setting.meaning.replace("`", "");
        if (setting.paramLabel.isEmpty()) {
            return option.type(String.class)
                    .paramLabel("true|false")
                    .arity("0..1")
                    .fallbackValue("true")
                    .description("%s (%s)".formatted(text, setting.usualText))
                    .build();
        }
        return setting.repeats
                ? option.type(List.class)
                        .auxiliaryTypes(String.class)
                        .description("%s; may be repeated (%s)".formatted(text, setting.usualText))
                        .build()
                : option.type(String.class)
                        .description("%s (%s)".formatted(text, setting.usualText))
                        .build();
    }

    /**
     * Returns the flags that were given, by key; a flag's text is parsed like the value in the file.
     *
     * @param command the parsed command line
     */
    Map<String, ConfigNode> given(CommandSpec command) {
        Map<String, ConfigNode> given = new LinkedHashMap<>();
        for (Setting<S, ?> setting : settings) {
            OptionSpec option = setting.flags.isEmpty() ? null : command.findOption(setting.flags.get(0));
            if (option != null && option.getValue() != null) {
                given.put(setting.key, node(option.longestName(), option.getValue()));
            }
            Setting.Switch shortcut = setting.shortcut;
            if (shortcut != null && isOn(command.findOption(shortcut.flag()))) {
                if (given.put(setting.key, node(shortcut.flag(), shortcut.text())) != null) {
                    throw new SettingsException(shortcut.flag(), "contradicts " + setting.flags.get(0));
                }
            }
        }
        return given;
    }

    private static boolean isOn(@Nullable OptionSpec option) {
        return option != null && Boolean.TRUE.equals(option.getValue());
    }

    private static ConfigNode node(String flag, Object value) {
        Path folder = Path.of("");
        if (value instanceof List<?> texts) {
            return new ConfigNode.Sequence(
                    flag,
                    folder,
                    texts.stream()
                            .<ConfigNode>map(text -> new ConfigNode.Scalar(flag, folder, text.toString()))
                            .toList());
        }
        return new ConfigNode.Scalar(flag, folder, value.toString());
    }

    /** Returns the table for the documentation: a row of Markdown for each setting. */
    public String markdown() {
        return settings.stream().map(SettingsTable::row).collect(Collectors.joining());
    }

    private static String row(Setting<?, ?> setting) {
        List<String> names = new ArrayList<>(setting.flags);
        if (setting.shortcut != null) {
            names.add(setting.shortcut.flag());
        }
        String flags = names.isEmpty()
                ? "–"
                : names.stream().map(flag -> "`" + flag + "`").collect(Collectors.joining(", "));
        return "| `%s` | %s | %s | %s |%n"
                .formatted(setting.key, flags, setting.usualText, setting.meaning + setting.more);
    }
}
