package hera.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import hera.sidecar.settings.SidecarSettings;
import hera.sidecar.start.SidecarCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The files below {@code src/deploy}, read without a cluster: what they say of each other, and of this program's flags. */
class DeploymentsTest {
    private static final Path DEPLOY = Path.of("src/deploy");
    private static final String STATEFUL = "sidecar.yaml";
    private static final String PLAIN = "sidecar-deployment.yaml";
    private static final Map<String, String> POD = Map.of("RINGPOP_PEER_IP", "10.1.2.3");

    static List<JsonNode> documents(String file) throws IOException {
        List<JsonNode> documents = new ArrayList<>();
        try (var values = new YAMLMapper()
                .readerFor(JsonNode.class)
                .<JsonNode>readValues(
                        Files.readString(DEPLOY.resolve("kubernetes").resolve(file)))) {
            values.forEachRemaining(documents::add);
        }
        return documents;
    }

    private static JsonNode one(List<JsonNode> documents, String kind, String name) {
        return documents.stream()
                .filter(document -> document.get("kind").asString().equals(kind))
                .filter(document -> document.at("/metadata/name").asString().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + kind + " " + name));
    }

    private static JsonNode workload(String file) throws IOException {
        return file.equals(STATEFUL)
                ? one(documents(file), "StatefulSet", "shop")
                : one(documents(file), "Deployment", "shop");
    }

    private static JsonNode container(JsonNode workload, String name) {
        for (JsonNode container : workload.at("/spec/template/spec/containers")) {
            if (container.get("name").asString().equals(name)) {
                return container;
            }
        }
        throw new AssertionError("no container " + name);
    }

    /** The sidecar's flags, with what the pod's variables stand for. */
    private static String[] flags(JsonNode workload) {
        List<String> flags = new ArrayList<>();
        container(workload, "sidecar")
                .get("args")
                .forEach(flag -> flags.add(flag.asString().replace("$(POD_NAME)", "shop-0")));
        assertThat(flags.remove(0)).isEqualTo("sidecar");
        return flags.toArray(String[]::new);
    }

    private static SidecarSettings settings(JsonNode workload) {
        return SettingsFor.load(null, POD, flags(workload)).settings();
    }

    private static int port(JsonNode workload, String name) {
        for (JsonNode port : container(workload, "sidecar").get("ports")) {
            if (port.get("name").asString().equals(name)) {
                return port.get("containerPort").asInt();
            }
        }
        throw new AssertionError("no port " + name);
    }

    @ParameterizedTest
    @ValueSource(strings = {STATEFUL, PLAIN})
    void flagsPassTheCommandsOwnCheck(String file) throws IOException {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine command = SidecarCommand.line(
                (settings, addresses) -> {
                    throw new AssertionError("only checked");
                },
                POD);
        command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        command.execute(Stream.concat(Stream.of(flags(workload(file))), Stream.of("--check"))
                .toArray(String[]::new));
        assertThat(err.toString()).isEmpty();
        assertThat(out.toString())
                .contains("ring.name: shop", "ringpop.peer.ip: 10.1.2.3", "discovery.dns.host: shop-members");
    }

    @ParameterizedTest
    @ValueSource(strings = {STATEFUL, PLAIN})
    void portsAreThoseOfTheFlags(String file) throws IOException {
        JsonNode workload = workload(file);
        SidecarSettings settings = settings(workload);
        assertThat(port(workload, "http")).isEqualTo(settings.http().port());
        assertThat(port(workload, "ringpop")).isEqualTo(settings.ringpop().port());
        assertThat(port(workload, "debug")).isEqualTo(settings.debug().port());
        JsonNode backend = container(workload, "backend").at("/ports/0/containerPort");
        assertThat(backend.asInt()).isEqualTo(settings.backend().address().port());
        for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
            JsonNode get = container(workload, "sidecar").get(probe).get("httpGet");
            assertThat(get.get("port").asString()).isEqualTo("debug");
            assertThat(get.get("path").asString()).startsWith("/actuator/health/");
        }
        assertThat(workload.at("/spec/template/metadata/annotations/prometheus.io~1port")
                        .asString())
                .isEqualTo("" + settings.debug().port());
    }

    @ParameterizedTest
    @ValueSource(strings = {STATEFUL, PLAIN})
    void podOutlivesItsDrainAndSoDoesItsBackend(String file) throws IOException {
        JsonNode workload = workload(file);
        long drain = settings(workload).drain().toSeconds();
        long sleep = container(workload, "backend")
                .at("/lifecycle/preStop/exec/command/1")
                .asLong();
        long grace =
                workload.at("/spec/template/spec/terminationGracePeriodSeconds").asLong();
        assertThat(sleep).isGreaterThan(drain);
        assertThat(grace).isGreaterThan(sleep);
    }

    @ParameterizedTest
    @ValueSource(strings = {STATEFUL, PLAIN})
    void containerMayNotDoMoreThanItNeeds(String file) throws IOException {
        JsonNode sidecar = container(workload(file), "sidecar");
        JsonNode security = sidecar.get("securityContext");
        assertThat(security.get("runAsNonRoot").asBoolean()).isTrue();
        assertThat(security.get("readOnlyRootFilesystem").asBoolean()).isTrue();
        assertThat(sidecar.at("/volumeMounts/0/mountPath").asString()).isEqualTo("/tmp");
    }

    @Test
    void podsNameStandsOnTheRingAndItsAddressIsItsOwn() throws IOException {
        JsonNode env = container(workload(STATEFUL), "sidecar").get("env");
        assertThat(env.at("/0/name").asString()).isEqualTo("POD_NAME");
        assertThat(env.at("/0/valueFrom/fieldRef/fieldPath").asString()).isEqualTo("metadata.name");
        assertThat(env.at("/1/name").asString()).isEqualTo("RINGPOP_PEER_IP");
        assertThat(env.at("/1/valueFrom/fieldRef/fieldPath").asString()).isEqualTo("status.podIP");
        assertThat(settings(workload(STATEFUL)).ring().identity()).isEqualTo("shop-0");
        assertThat(settings(workload(PLAIN)).ring().identity()).isEqualTo("10.1.2.3:5000");
    }

    @Test
    void membersMeetByTheHeadlessServicesName() throws IOException {
        List<JsonNode> all = documents(STATEFUL);
        JsonNode workload = workload(STATEFUL);
        String host = settings(workload).sources().dnsHost();
        JsonNode members = one(all, "Service", String.valueOf(host)).get("spec");
        assertThat(members.get("clusterIP").asString()).isEqualTo("None");
        assertThat(members.get("publishNotReadyAddresses").asBoolean()).isTrue();
        assertThat(members.at("/ports/0/port").asInt())
                .isEqualTo(settings(workload).sources().dnsPort());
        assertThat(workload.at("/spec/serviceName").asString()).isEqualTo(host);
    }

    @Test
    void everySelectorFindsThePodsAndEveryPortIsOneOfTheirs() throws IOException {
        List<JsonNode> all = documents(STATEFUL);
        JsonNode labels = workload(STATEFUL).at("/spec/template/metadata/labels");
        assertThat(workload(STATEFUL).at("/spec/selector/matchLabels")).isEqualTo(labels);
        assertThat(one(all, "PodDisruptionBudget", "shop").at("/spec/selector/matchLabels"))
                .isEqualTo(labels);
        for (String service : List.of("shop", "shop-members")) {
            JsonNode spec = one(all, "Service", service).get("spec");
            assertThat(spec.get("selector")).isEqualTo(labels);
            assertThat(port(workload(STATEFUL), spec.at("/ports/0/targetPort").asString()))
                    .isPositive();
        }
    }

    @Test
    void podsOfTheDeploymentAreFoundByTheSameServices() throws IOException {
        JsonNode plain = workload(PLAIN);
        JsonNode labels = workload(STATEFUL).at("/spec/template/metadata/labels");
        assertThat(plain.at("/spec/template/metadata/labels")).isEqualTo(labels);
        assertThat(plain.at("/spec/selector/matchLabels")).isEqualTo(labels);
        for (String port : List.of("http", "ringpop", "debug")) {
            assertThat(port(plain, port)).isEqualTo(port(workload(STATEFUL), port));
        }
        assertThat(settings(plain).sources().dnsHost())
                .isEqualTo(settings(workload(STATEFUL)).sources().dnsHost());
    }

    @Test
    void onlyMembersReachWhereMembersListen() throws IOException {
        JsonNode policy =
                one(documents(STATEFUL), "NetworkPolicy", "shop-members").get("spec");
        JsonNode labels = workload(STATEFUL).at("/spec/template/metadata/labels");
        assertThat(policy.at("/podSelector/matchLabels")).isEqualTo(labels);
        for (JsonNode rule : policy.get("ingress")) {
            List<String> ports = new ArrayList<>();
            rule.get("ports").forEach(port -> ports.add(port.get("port").asString()));
            if (ports.contains("ringpop")) {
                assertThat(ports).containsExactly("ringpop");
                assertThat(rule.at("/from/0/podSelector/matchLabels")).isEqualTo(labels);
            }
        }
    }

    @Test
    void imageRunsTheJarAsNobodyWithoutAShell() throws IOException {
        String file = Files.readString(DEPLOY.resolve("Containerfile"));
        assertThat(file)
                .contains("\nCOPY target/hera.jar /hera/hera.jar\n", "\nUSER 65532:65532\n", "\nENTRYPOINT [\"java\", ")
                .contains("-XX:ArchiveClassesAtExit=/hera/hera.jsa", "-XX:SharedArchiveFile=/hera/hera.jsa");
        SidecarSettings defaults =
                SettingsFor.load(null, POD, "--discovery.json.file=x").settings();
        String exposed = file.lines()
                .filter(line -> line.startsWith("EXPOSE "))
                .findFirst()
                .orElse("");
        assertThat(exposed.split(" "))
                .contains(
                        "" + defaults.http().port(),
                        "" + defaults.ringpop().port(),
                        "" + defaults.debug().port());
    }
}
