package hera.foundation.settings;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
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
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLParser;

/** A reader of YAML files into {@link ConfigNode}s, token by token, because a tree of Jackson has no line numbers. */
public final class ConfigFile {
    private static final int MAX_BYTES = 3 << 20;
    private static final int MAX_NESTING = 64;

    /** A position in SnakeYAML's message; the last one is the fault, the others are its context. */
    private static final Pattern POSITION = Pattern.compile("in reader, line (\\d+), column \\d+:");

    private final String name;
    private final Path folder;
    private final String text;
    private final YAMLParser parser;
    private int depth;

    private ConfigFile(String name, Path folder, String text, YAMLParser parser) {
        this.name = name;
        this.folder = folder;
        this.text = text;
        this.parser = parser;
    }

    /**
     * Reads a file; one that is empty is an empty mapping.
     *
     * @throws SettingsException naming file, line and reason
     */
    public static ConfigNode.Mapping read(Path file) {
        return parse(file, text(file));
    }

    /**
     * Reads the text of a file; an empty one is an empty mapping.
     *
     * @param file for the places in it
     * @throws SettingsException naming file, line and reason
     */
    public static ConfigNode.Mapping parse(Path file, String text) {
        String name = file.toString();
        try (JsonParser parser = new YAMLFactory().createParser(ObjectReadContext.empty(), text)) {
            return new ConfigFile(name, folder(file), text, (YAMLParser) parser).document();
        } catch (StreamConstraintsException e) { // its message names a method of the parser
            throw new SettingsException(
                    name + ":" + line(e), "has a key, a number or a text that is too long to be meant");
        } catch (JacksonException e) {
            throw notYaml(name, e);
        }
    }

    private static Path folder(Path file) {
        Path folder = file.getParent();
        return folder == null ? Path.of("") : folder;
    }

    /**
     * Returns the text of a file.
     *
     * @throws SettingsException naming the file and the reason why it cannot be read
     */
    public static String text(Path file) {
        String name = file.toString();
        if (Files.notExists(file)) {
            throw new SettingsException(name, absence(file));
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
        } catch (AccessDeniedException e) {
            throw new SettingsException(name, "may not be read by the user that runs this");
        } catch (CharacterCodingException e) {
            throw new SettingsException(name, "is not UTF-8 text");
        } catch (IOException e) {
            throw new SettingsException(name, "cannot be read: " + e.getMessage());
        }
    }

    /** Returns the reason why a named file cannot be read. */
    private static String absence(Path file) {
        if (Files.isSymbolicLink(file)) {
            try {
                return "is a link to " + Files.readSymbolicLink(file) + ", which does not exist";
            } catch (IOException e) {
                return "is a link to what does not exist";
            }
        }
        Path twin = otherEnding(file);
        return Files.exists(twin) ? "no such file, did you mean " + twin + "?" : "no such file";
    }

    /** Returns the same path with the other usual extension, {@code .yaml} for {@code .yml}. */
    static Path otherEnding(Path file) {
        String path = file.toString();
        return Path.of(
                path.endsWith(".yaml")
                        ? path.substring(0, path.length() - 3) + "ml"
                        : path.replaceFirst("[.]yml$", ".yaml"));
    }

    private ConfigNode.Mapping document() {
        JsonToken first = parser.nextToken();
        if (first == null || first == JsonToken.VALUE_NULL) {
            return new ConfigNode.Mapping(name, folder, Map.of());
        }
        ConfigNode root = value(first, place(""), "");
        if (!(root instanceof ConfigNode.Mapping mapping)) {
            throw new SettingsException(
                    root.place(), "must be keys with values, such as 'port: 3222', not " + root.kind());
        }
        if (parser.nextToken() != null) {
            throw new SettingsException(
                    name + ":" + lineOfSecondDocument(), "must be one YAML document; here a second one begins");
        }
        return mapping;
    }

    /**
     * Returns the line on which the second document begins: the parser already stands at its first value, which may lie
     * behind the end of the file.
     */
    private int lineOfSecondDocument() {
        List<String> lines = text.lines().toList();
        int line = Math.min(parser.currentTokenLocation().getLineNr(), lines.size());
        while (line > 1 && !lines.get(line - 1).startsWith("---")) {
            line--;
        }
        return line;
    }

    private ConfigNode value(JsonToken token, String place, String path) {
        if (parser.isCurrentAlias()) {
            throw new SettingsException(place, "YAML aliases (*name) are not supported: write the value out");
        }
        return switch (token) {
            case START_OBJECT, START_ARRAY -> nested(token, place, path);
            case VALUE_NULL -> new ConfigNode.Scalar(place, folder, null);
            default -> new ConfigNode.Scalar(place, folder, isTilde() ? null : parser.getString());
        };
    }

    private ConfigNode nested(JsonToken token, String place, String path) {
        if (++depth > MAX_NESTING) {
            throw new SettingsException(place, "stands in more than " + MAX_NESTING + " lists and mappings");
        }
        ConfigNode value = token == JsonToken.START_OBJECT ? mapping(place, path) : sequence(place, path);
        depth--;
        return value;
    }

    /** Whether the value is the unquoted {@code ~}, YAML's short form of null, which the parser reports as text. */
    private boolean isTilde() {
        int offset = (int) parser.currentTokenLocation().getCharOffset();
        return parser.getString().equals("~") && offset >= 0 && offset < text.length() && text.charAt(offset) == '~';
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
        return new ConfigNode.Mapping(place, folder, members);
    }

    private ConfigNode.Sequence sequence(String place, String path) {
        List<ConfigNode> items = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            items.add(value(token, place(path), path));
        }
        return new ConfigNode.Sequence(place, folder, items);
    }

    private String place(String path) {
        int line = parser.currentTokenLocation().getLineNr();
        return path.isEmpty() ? name + ":" + line : name + ":" + line + ": " + path;
    }

    private static int line(JacksonException e) {
        return e.getLocation() == null ? 1 : e.getLocation().getLineNr();
    }

    private static SettingsException notYaml(String name, JacksonException e) {
        String message = e.getOriginalMessage();
        int line = POSITION.matcher(message)
                .results()
                .map((MatchResult position) -> Integer.parseInt(position.group(1)))
                .reduce((earlier, later) -> later)
                .orElseGet(() -> line(e));
        String reason = message.lines()
                .filter(part -> !part.isBlank() && !part.startsWith(" "))
                .reduce((earlier, later) -> earlier + ", " + later)
                .orElse("unreadable");
        return new SettingsException(name + ":" + line, "is not YAML: " + reason);
    }
}
