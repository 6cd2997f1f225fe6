package hera.foundation.settings;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLParser;

/** A reader of YAML files into {@link ConfigNode}s, token by token: a tree of Jackson's has lost the lines. */
final class ConfigFile {
    private static final int MAX_BYTES = 16 << 20;

    /** A position in SnakeYAML's message; the last one is the fault's, the others are those of its surroundings. */
    private static final Pattern POSITION = Pattern.compile("in reader, line (\\d+), column \\d+:");

    private final String name;
    private final YAMLParser parser;

    private ConfigFile(String name, YAMLParser parser) {
        this.name = name;
        this.parser = parser;
    }

    public static ConfigNode.Mapping read(Path file) {
        String name = file.toString();
        String text = text(file, name);
        try (JsonParser parser = new YAMLFactory().createParser(ObjectReadContext.empty(), text)) {
            return new ConfigFile(name, (YAMLParser) parser).document();
        } catch (JacksonException e) {
            throw notYaml(name, e);
        }
    }

    private static String text(Path file, String name) {
        if (!Files.exists(file)) {
            throw new SettingsException(name, "no such file");
        }
        if (Files.isDirectory(file)) {
            throw new SettingsException(name, "is a directory, not a file");
        }
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new SettingsException(name, "is larger than %d bytes".formatted(MAX_BYTES));
            }
            String text = Files.readString(file, StandardCharsets.UTF_8);
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new SettingsException(name, "is not UTF-8 text");
        } catch (IOException e) {
            throw new SettingsException(name, "cannot be read: " + e.getMessage());
        }
    }

    private ConfigNode.Mapping document() {
        JsonToken first = parser.nextToken();
        if (first == null || first == JsonToken.VALUE_NULL) {
            return new ConfigNode.Mapping(name, Map.of());
        }
        ConfigNode root = value(first, place(""), "");
        if (!(root instanceof ConfigNode.Mapping mapping)) {
            throw new SettingsException(
                    root.place(), "must be keys with values, such as 'port: 3222', not " + root.kind());
        }
        if (parser.nextToken() != null) {
            throw new SettingsException(place(""), "must be one YAML document; here a second one begins");
        }
        return mapping;
    }

    private ConfigNode value(JsonToken token, String place, String path) {
        if (parser.isCurrentAlias()) {
            throw new SettingsException(place, "YAML aliases (*name) are not supported: write the value out");
        }
        return switch (token) {
            case START_OBJECT -> mapping(place, path);
            case START_ARRAY -> sequence(place, path);
            case VALUE_NULL -> new ConfigNode.Scalar(place, null);
            default -> new ConfigNode.Scalar(place, parser.getString());
        };
    }

    private ConfigNode.Mapping mapping(String place, String path) {
        Map<String, ConfigNode> members = new LinkedHashMap<>();
        for (JsonToken token = parser.nextToken(); token == JsonToken.PROPERTY_NAME; token = parser.nextToken()) {
            String key = parser.currentName();
            String memberPath = path.isEmpty() ? key : path + "." + key;
            String memberPlace = place(memberPath);
            if (members.containsKey(key)) {
                throw new SettingsException(memberPlace, "stands here for the second time");
            }
            members.put(key, value(parser.nextToken(), memberPlace, memberPath));
        }
        return new ConfigNode.Mapping(place, members);
    }

    private ConfigNode.Sequence sequence(String place, String path) {
        List<ConfigNode> items = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            items.add(value(token, place(path), path));
        }
        return new ConfigNode.Sequence(place, items);
    }

    private String place(String path) {
        int line = parser.currentTokenLocation().getLineNr();
        return path.isEmpty() ? name + ":" + line : name + ":" + line + ": " + path;
    }

    private static SettingsException notYaml(String name, JacksonException e) {
        String message = e.getOriginalMessage();
        int line = POSITION.matcher(message)
                .results()
                .map((MatchResult position) -> Integer.parseInt(position.group(1)))
                .reduce((earlier, later) -> later)
                .orElseGet(() -> e.getLocation() == null ? 1 : e.getLocation().getLineNr());
        String reason = message.lines()
                .filter(part -> !part.isBlank() && !part.startsWith(" "))
                .reduce((earlier, later) -> earlier + ", " + later)
                .orElse("unreadable");
        return new SettingsException(name + ":" + line, "is not YAML: " + reason);
    }
}
