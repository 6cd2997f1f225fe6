package hera.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.foundation.http.HostPort;
import hera.foundation.names.NodeName;
import hera.foundation.server.HeraServer;
import hera.harness.Document;
import hera.harness.RunningNode;
import hera.registry.settings.RegistrySettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The dashboard, the alerts and MONITORING.md name metrics and labels that a node has. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MonitoringTest {
    private static final Path DIRECTORY = Path.of("src/docs/monitoring");
    private static final Pattern SERIES = Pattern.compile("([a-z_0-9]+)(?:\\{(.*)})? [^ ]+");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+) *(=~|!~|!=|=) *\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern SELECTOR = Pattern.compile("([a-z_]+_[a-z_]+|up) *(?:\\{([^}]*)}|(?![a-z_({]))");
    private static final Pattern GROUPING = Pattern.compile("\\b(?:by|without|on|ignoring) *\\(([^)]*)\\)");

    /** Labels that Prometheus itself adds when it scrapes. */
    private static final Set<String> OF_PROMETHEUS = Set.of("job", "instance");

    @AutoClose
    private HeraServer peer;

    @AutoClose
    private RunningNode node;

    private final Map<String, Map<String, Set<String>>> exported = new HashMap<>();

    @BeforeAll
    void start() throws Exception {
        peer = RegistryNode.start(
                RegistrySettings.named(new NodeName("peer")).port(0).build());
        HostPort address = new HostPort("localhost", peer.port());
        node = new RunningNode(settings -> settings.cluster(Map.of(new NodeName("peer"), address)));
        await().untilAsserted(() -> {
            read(node.get("/actuator/prometheus").body(), exported);
            assertThat(exported).containsKey("hera_gossip_rounds_total");
        });
        exported.put("up", Map.of());
    }

    @Test
    void dashboardShowsMetricsThatTheNodeHas() throws IOException {
        JsonNode dashboard = JsonMapper.shared().readTree(Files.readString(DIRECTORY.resolve("dashboard.json")));
        List<String> expressions = new ArrayList<>(texts(dashboard, "expr"));
        assertThat(expressions).hasSizeGreaterThan(20).allSatisfy(this::assertKnown);
        assertThat(texts(dashboard, "definition"))
                .allSatisfy(definition ->
                        assertThat(exported).containsKey(definition.replaceAll("label_values\\(([a-z_]+).*", "$1")));
    }

    @Test
    void panelsHaveNumbersOfTheirOwnAndDoNotOverlap() throws IOException {
        JsonNode dashboard = JsonMapper.shared().readTree(Files.readString(DIRECTORY.resolve("dashboard.json")));
        Set<String> cells = new TreeSet<>();
        Set<Integer> ids = new TreeSet<>();
        for (JsonNode panel : dashboard.get("panels")) {
            assertThat(ids.add(panel.get("id").asInt())).isTrue();
            JsonNode at = panel.get("gridPos");
            assertThat(at.get("x").asInt() + at.get("w").asInt()).isLessThanOrEqualTo(24);
            for (int x = 0; x < at.get("w").asInt(); x++) {
                for (int y = 0; y < at.get("h").asInt(); y++) {
                    assertThat(cells.add((x + at.get("x").asInt()) + ","
                                    + (y + at.get("y").asInt())))
                            .as(panel.get("title").asString())
                            .isTrue();
                }
            }
        }
    }

    @Test
    void alertsWatchMetricsThatTheNodeHas() throws IOException {
        JsonNode alerts = new YAMLMapper().readTree(Files.readString(DIRECTORY.resolve("alerts.yml")));
        List<String> expressions = texts(alerts, "expr");
        assertThat(expressions).hasSizeGreaterThan(10).allSatisfy(this::assertKnown);
        assertThat(texts(alerts, "summary")).hasSameSizeAs(expressions);
        assertThat(texts(alerts, "severity")).hasSameSizeAs(expressions).containsOnly("warning", "critical");
    }

    @Test
    void pageListsEveryMetricOfHeraWithItsLabels() {
        Map<String, Set<String>> written = new HashMap<>();
        Matcher row = Pattern.compile("^\\| `(hera_[a-z_]+)` \\|([^|]*)\\|", Pattern.MULTILINE)
                .matcher(Document.named("MONITORING.md").text());
        while (row.find()) {
            Set<String> labels = new TreeSet<>();
            Pattern.compile("`([a-z]+)`").matcher(row.group(2)).results().forEach(label -> labels.add(label.group(1)));
            written.put(row.group(1), labels);
        }
        Map<String, Set<String>> has = new HashMap<>();
        exported.forEach((name, labels) -> {
            if (name.startsWith("hera_") && !name.startsWith("hera_client_")) { // those are of clients in this JVM
                has.put(name, new TreeSet<>(labels.keySet()));
            }
        });
        assertThat(written).isEqualTo(has);
    }

    @Test
    void everyReasonIsThereFromTheStartAndListed() throws Exception {
        String page = Document.named("MONITORING.md").text();
        Set<String> listed = new TreeSet<>();
        Pattern.compile("^\\| `([a-z0-9_-]+)` \\| [^|]*(?:client|peer)", Pattern.MULTILINE)
                .matcher(page.substring(page.indexOf("## Why requests")))
                .results()
                .forEach(row -> listed.add(row.group(1)));
        try (RunningNode fresh = new RunningNode()) {
            Map<String, Map<String, Set<String>>> atStart = new HashMap<>();
            read(fresh.get("/actuator/prometheus").body(), atStart);
            Map<String, Set<String>> rejected = atStart.getOrDefault("hera_rejected_total", Map.of());
            assertThat(rejected.get("reason")).isEqualTo(listed);
            assertThat(rejected.get("source")).containsExactly("client", "peer");
        }
        Set<String> used = new TreeSet<>();
        try (Stream<Path> sources = Files.walk(Path.of("src/server/src/main/java/hera/registry"))) {
            for (Path source : sources.filter(Files::isRegularFile).toList()) {
                Pattern.compile("new RequestRefusedException\\(\\s*\\d+,\\s*\"([a-z-]+)\"")
                        .matcher(Files.readString(source))
                        .results()
                        .forEach(refusal -> used.add(refusal.group(1)));
            }
        }
        assertThat(used).hasSizeGreaterThan(5);
        assertThat(listed).containsAll(used);
    }

    /** Reads the text form of Prometheus: metrics, their labels, and the values of those. */
    private static void read(String scrape, Map<String, Map<String, Set<String>>> found) {
        scrape.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            Matcher series = SERIES.matcher(line);
            assertThat(series.matches()).as(line).isTrue();
            Map<String, Set<String>> labels = found.computeIfAbsent(series.group(1), name -> new HashMap<>());
            LABEL.matcher(series.group(2) == null ? "" : series.group(2))
                    .results()
                    .forEach(label -> labels.computeIfAbsent(label.group(1), name -> new TreeSet<>())
                            .add(label.group(3)));
        });
    }

    private void assertKnown(String expression) {
        Set<String> labels = new TreeSet<>(OF_PROMETHEUS);
        String ungrouped = GROUPING.matcher(expression).replaceAll(" ");
        List<MatchResult> selectors = SELECTOR.matcher(ungrouped.replaceAll("\\[[^]]*]", ""))
                .results()
                .toList();
        assertThat(selectors).as(expression).isNotEmpty();
        for (MatchResult selector : selectors) {
            assertThat(exported).as(expression).containsKey(selector.group(1));
            Map<String, Set<String>> known = exported.getOrDefault(selector.group(1), Map.of());
            labels.addAll(known.keySet());
            LABEL.matcher(selector.group(2) == null ? "" : selector.group(2))
                    .results()
                    .forEach(label -> assertHas(known, label));
        }
        GROUPING.matcher(expression)
                .results()
                .forEach(grouping -> assertThat(labels)
                        .as(expression)
                        .contains(grouping.group(1).strip().split(" *, *", -1)));
    }

    private static void assertHas(Map<String, Set<String>> known, MatchResult label) {
        if (OF_PROMETHEUS.contains(label.group(1))) {
            return;
        }
        assertThat(known).as(label.group()).containsKey(label.group(1));
        for (String value : label.group(3).split("\\|", -1)) {
            assertThat(known.get(label.group(1))).as(label.group()).contains(value);
        }
    }

    private static List<String> texts(JsonNode tree, String name) {
        return tree.findValues(name).stream()
                .filter(JsonNode::isString)
                .map(JsonNode::asString)
                .toList();
    }
}
