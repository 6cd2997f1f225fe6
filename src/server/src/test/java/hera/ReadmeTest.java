package hera;

import static org.assertj.core.api.Assertions.assertThat;

import hera.foundation.names.NodeName;
import hera.registry.settings.Limits;
import hera.registry.settings.RegistrySettings;
import hera.registry.settings.SettingsYaml;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Model.OptionSpec;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The README's table of settings is what the code has. */
class ReadmeTest {
    private static final Pattern ROW =
            Pattern.compile("^\\| `([a-z-]+)` \\| ([^|]+) \\| ([^|]+) \\| ([^|]+) \\|$", Pattern.MULTILINE);
    private static final Set<String> NO_SETTINGS = Set.of("--config", "--check", "--help", "--version");

    private record Row(String flags, String usual) {}

    @Test
    void tableHasEveryKey() throws IOException {
        Set<String> keys = Stream.concat(components(RegistrySettings.class), components(Limits.class))
                .filter(key -> !key.equals("limits"))
                .map(key -> key.equals("ports") ? "port" : key)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(table().keySet()).isEqualTo(keys);
    }

    @Test
    void tableHasEveryDefault() throws IOException {
        Map<String, String> expected = new TreeMap<>();
        table().keySet().forEach(key -> expected.put(key, "none"));
        String yaml =
                SettingsYaml.write(RegistrySettings.named(new NodeName("any")).build());
        for (Map.Entry<String, JsonNode> setting :
                new YAMLMapper().readTree(yaml).properties()) {
            JsonNode value = setting.getValue();
            expected.put(setting.getKey(), value.isContainer() && value.isEmpty() ? "none" : value.asString());
        }
        expected.put("name", "host name");
        Map<String, String> written = new TreeMap<>();
        table().forEach((key, row) -> written.put(key, row.usual()));
        assertThat(written).isEqualTo(expected);
    }

    @Test
    void tableHasEveryFlag() throws IOException {
        Map<String, String> expected = new TreeMap<>();
        table().keySet().forEach(key -> expected.put(key, "–"));
        for (OptionSpec option : Hera.commandLine().getCommandSpec().options()) {
            if (!NO_SETTINGS.contains(option.longestName())) {
                String key = option.longestName().substring(2);
                expected.put(
                        key.equals("neighbour") ? "neighbours" : key,
                        Arrays.stream(option.names())
                                .map(name -> "`" + name + "`")
                                .collect(Collectors.joining(", ")));
            }
        }
        Map<String, String> written = new TreeMap<>();
        table().forEach((key, row) -> written.put(key, row.flags()));
        assertThat(written).isEqualTo(expected);
    }

    @Test
    void gateRunsTheCommandOfTheReadme() throws IOException {
        assertThat(Files.readString(Path.of("README.md"))).contains("```sh\nmvn verify\n```");
        assertThat(Files.readString(Path.of(".ci/run"))).contains("\nmvn --batch-mode verify ");
    }

    private static Map<String, Row> table() throws IOException {
        Map<String, Row> rows = new LinkedHashMap<>();
        Matcher row = ROW.matcher(Files.readString(Path.of("README.md")));
        while (row.find()) {
            rows.put(row.group(1), new Row(row.group(2), row.group(3)));
        }
        return rows;
    }

    private static Stream<String> components(Class<? extends Record> settings) {
        return Arrays.stream(settings.getRecordComponents())
                .map(RecordComponent::getName)
                .map(name -> name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT));
    }
}
