package hera;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import hera.registry.resource.NodePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

@AnalyzeClasses(
        packages = "hera",
        importOptions = {ImportOption.DoNotIncludeTests.class, ArchitectureTest.ThisModule.class})
class ArchitectureTest {
    /** The libraries have tests of their own. */
    static final class ThisModule implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.matches(
                    Pattern.compile(".*/(src/(client|failover)/target/|hera-(client|failover)-[^/]*\\.jar).*"));
        }
    }

    /** The packages of this program that each package uses, without their common prefix {@code hera}. */
    private static final Map<String, String> USES = Map.ofEntries(
            entry("command", "foundation.http foundation.json foundation.time foundation.tls"),
            entry("command.failover", "failover failover.store failover.time"),
            entry(
                    "command.secure",
                    "command foundation.access foundation.http foundation.json foundation.names"
                            + " foundation.settings foundation.tls"),
            entry("foundation.access", "foundation.http foundation.json foundation.settings"),
            entry("foundation.clients", "foundation.time"),
            entry("foundation.forward", "foundation.clients foundation.forward.message"),
            entry(
                    "foundation.forward.door",
                    "foundation.forward foundation.forward.message foundation.guard foundation.names foundation.time"
                            + " foundation.tls"),
            entry("foundation.forward.message", ""),
            entry(
                    "foundation.guard",
                    "foundation.access foundation.clients foundation.json foundation.names foundation.settings"
                            + " foundation.time foundation.tls"),
            entry("foundation.http", "foundation.json foundation.time"),
            entry("foundation.json", ""),
            entry("foundation.names", ""),
            entry(
                    "foundation.server",
                    "foundation.clients foundation.http foundation.settings foundation.time foundation.tls"),
            entry("foundation.settings", "foundation.names foundation.time"),
            entry("foundation.time", ""),
            entry("foundation.tls", "foundation.access foundation.http foundation.json foundation.names"),
            entry(
                    "hera",
                    "command command.failover command.secure foundation.access foundation.forward.door"
                            + " foundation.guard foundation.http foundation.names foundation.server foundation.time"
                            + " foundation.tls registry registry.access registry.gossip registry.membership"
                            + " registry.replica registry.settings registry.wire sidecar sidecar.console sidecar.door"
                            + " sidecar.settings sidecar.start spawn"),
            entry(
                    "registry",
                    "foundation.access foundation.clients foundation.guard foundation.http foundation.names"
                            + " foundation.server foundation.settings foundation.time foundation.tls registry.access"
                            + " registry.api registry.console"
                            + " registry.gossip registry.gossip.transport registry.membership registry.replica"
                            + " registry.resource registry.settings registry.watch registry.wire"),
            entry(
                    "registry.access",
                    "foundation.access foundation.clients foundation.guard foundation.http foundation.json"
                            + " foundation.names foundation.server foundation.time registry.gossip registry.resource"
                            + " registry.settings"),
            entry(
                    "registry.api",
                    "foundation.access foundation.guard foundation.http foundation.json foundation.names"
                            + " foundation.server foundation.time registry.access registry.replica registry.resource"
                            + " registry.settings registry.watch registry.wire"),
            entry(
                    "registry.console",
                    "foundation.http foundation.json foundation.names foundation.server foundation.time registry.gossip"
                            + " registry.membership registry.replica registry.wire"),
            entry(
                    "registry.gossip",
                    "foundation.http foundation.json foundation.names foundation.time registry.replica registry.wire"),
            entry(
                    "registry.gossip.transport",
                    "foundation.http foundation.json foundation.names foundation.server foundation.time"
                            + " foundation.tls registry.gossip registry.replica registry.settings registry.wire"),
            entry(
                    "registry.membership",
                    "foundation.http foundation.json foundation.names foundation.time registry.replica registry.wire"),
            entry("registry.replica", "foundation.names foundation.time"),
            entry(
                    "registry.resource",
                    "foundation.access foundation.http foundation.json foundation.names foundation.server"
                            + " foundation.time registry.replica registry.wire"),
            entry("registry.settings", "foundation.access foundation.http foundation.names foundation.settings"),
            entry(
                    "registry.watch",
                    "foundation.http foundation.json foundation.names foundation.server foundation.time"
                            + " registry.access registry.replica registry.resource registry.wire"),
            entry("registry.wire", "foundation.http foundation.json foundation.names foundation.time registry.replica"),
            entry(
                    "sidecar",
                    "foundation.access foundation.clients foundation.forward foundation.forward.message foundation.http"
                            + " foundation.json foundation.server foundation.settings foundation.time sidecar.console"
                            + " sidecar.discovery sidecar.door sidecar.key sidecar.ring sidecar.settings sidecar.start"),
            entry("sidecar.console", "foundation.http foundation.json foundation.server foundation.time sidecar.ring"),
            entry("sidecar.discovery", "client foundation.http foundation.settings foundation.time"),
            entry(
                    "sidecar.door",
                    "foundation.access foundation.forward foundation.forward.door foundation.forward.message"
                            + " foundation.guard foundation.http foundation.json foundation.names foundation.tls"),
            entry("sidecar.key", "foundation.forward.message"),
            entry("sidecar.ring", ""),
            entry(
                    "sidecar.settings",
                    "foundation.access foundation.forward foundation.http foundation.names foundation.settings"
                            + " sidecar.key"),
            entry(
                    "sidecar.start",
                    "foundation.forward foundation.http foundation.server foundation.settings sidecar.discovery"
                            + " sidecar.settings"),
            entry(
                    "spawn",
                    "client failover foundation.access foundation.clients foundation.forward foundation.http"
                            + " foundation.server foundation.settings foundation.time spawn.api spawn.delivery spawn.door spawn.edge"
                            + " spawn.log spawn.queue spawn.store"),
            entry(
                    "spawn.api",
                    "foundation.access foundation.forward foundation.forward.door foundation.forward.message"
                            + " foundation.guard foundation.http foundation.json foundation.server spawn.edge spawn.log"
                            + " spawn.queue"),
            entry(
                    "spawn.delivery",
                    "foundation.forward foundation.forward.message foundation.http foundation.time spawn.log"
                            + " spawn.queue spawn.store"),
            entry(
                    "spawn.door",
                    "foundation.access foundation.forward foundation.forward.door foundation.guard foundation.json"
                            + " foundation.names foundation.time foundation.tls spawn.api"),
            entry(
                    "spawn.edge",
                    "foundation.forward foundation.forward.message foundation.http foundation.json foundation.time"
                            + " spawn.log spawn.queue spawn.store"),
            entry("spawn.log", "foundation.http"),
            entry("spawn.queue", "foundation.http foundation.time spawn.log"),
            entry("spawn.store", "foundation.http foundation.time spawn.log"));

    /** The libraries that each package uses besides the JDK and JSpecify. */
    private static final Map<String, String> LIBRARIES = Map.ofEntries(
            entry("command", "picocli"),
            entry("command.failover", "de.bwaldvogel org.slf4j picocli"),
            entry("command.secure", "picocli"),
            entry("foundation.access", ""),
            entry("foundation.clients", ""),
            entry("foundation.forward", "io.netty org.slf4j"),
            entry("foundation.forward.door", "io.netty"),
            entry("foundation.forward.message", "io.netty"),
            entry("foundation.guard", "org.slf4j"),
            entry("foundation.http", ""),
            entry("foundation.json", ""),
            entry("foundation.names", ""),
            entry(
                    "foundation.server",
                    "ch.qos.logback jakarta.servlet org.apache org.slf4j org.springframework tools.jackson"),
            entry("foundation.settings", "picocli tools.jackson"),
            entry("foundation.time", "org.slf4j"),
            entry("foundation.tls", "org.slf4j"),
            entry("hera", "jakarta.servlet org.springframework picocli"),
            entry("registry", "io.micrometer org.springframework picocli"),
            entry("registry.access", "io.micrometer jakarta.servlet org.slf4j org.springframework"),
            entry("registry.api", "io.micrometer jakarta.servlet org.slf4j org.springframework"),
            entry("registry.console", "jakarta.servlet org.springframework tools.jackson"),
            entry("registry.gossip", "io.micrometer org.slf4j"),
            entry("registry.gossip.transport", "jakarta.servlet org.apache org.slf4j"),
            entry("registry.membership", "jakarta.servlet org.slf4j org.springframework"),
            entry("registry.replica", ""),
            entry("registry.resource", "jakarta.servlet"),
            entry("registry.settings", ""),
            entry("registry.watch", "io.micrometer jakarta.servlet org.slf4j"),
            entry("registry.wire", ""),
            entry("sidecar", "io.micrometer jakarta.servlet org.slf4j org.springframework"),
            entry("sidecar.console", "jakarta.servlet org.springframework tools.jackson"),
            entry("sidecar.discovery", "org.slf4j tools.jackson"),
            entry("sidecar.door", ""),
            entry("sidecar.key", "io.netty"),
            entry("sidecar.ring", ""),
            entry("sidecar.settings", ""),
            entry("sidecar.start", "org.slf4j picocli"),
            entry("spawn", "com.google org.slf4j picocli tools.jackson"),
            entry("spawn.api", "io.netty org.slf4j tools.jackson"),
            entry("spawn.delivery", "com.google io.netty org.slf4j"),
            entry("spawn.door", ""),
            entry("spawn.edge", "io.netty org.slf4j"),
            entry("spawn.log", ""),
            entry("spawn.queue", ""),
            entry("spawn.store", "org.postgresql org.slf4j org.sqlite"));

    /** The drawing of {@link #USES} that ARCHITECTURE.md shows; written by {@code -Dhera.draw=true}. */
    private static final Path DRAWING = Path.of("src/docs/house.txt");

    private static final Set<String> CLOCKS_AND_CHANCE = Set.of(
            "java.lang.System.currentTimeMillis",
            "java.lang.System.nanoTime",
            "java.lang.Thread.sleep",
            "java.lang.Thread.<init>",
            "java.lang.Math.random",
            "java.util.Random.<init>",
            "java.security.SecureRandom.<init>",
            "java.util.UUID.randomUUID",
            "java.util.concurrent.ThreadLocalRandom.current",
            "java.util.random.RandomGenerator.getDefault");

    @ArchTest
    static final ArchRule packagesAreFreeOfCycles =
            slices().matching("hera.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule onlyCompositionAndTimeReadClocks = noClasses()
            .that(resideOutsideOfPackages("hera", "hera.registry", "hera.spawn", "hera.foundation.time"))
            .and()
            .doNotHaveFullyQualifiedName("hera.command.Terminal")
            .should()
            .accessTargetWhere(readsClockOrChance());

    @ArchTest
    static final ArchRule staticFieldsNeverChange =
            fields().that().areStatic().should().beFinal();

    @ArchTest
    static void packagesUseWhatTheTableSaysAndNoLess(JavaClasses classes) {
        assertThat(PackageMap.rows(PackageMap.used(classes, true)))
                .containsExactlyElementsOf(PackageMap.rows(PackageMap.table(USES)));
    }

    @ArchTest
    static void packagesUseTheirLibrariesAndNoOthers(JavaClasses classes) {
        assertThat(PackageMap.rows(PackageMap.used(classes, false)))
                .containsExactlyElementsOf(PackageMap.rows(PackageMap.table(LIBRARIES)));
    }

    /** The path is read in one place; a controller that reads it again could be led past the guards by another spelling. */
    @ArchTest
    static final ArchRule onlyTheRouterReadsPaths = noClasses()
            .that()
            .resideInAPackage("hera.registry..")
            .and()
            .doNotHaveSimpleName("RegistryRouter")
            .and()
            .doNotHaveSimpleName("GossipGuard")
            .should()
            .callMethodWhere(describe(
                    "reads a request's path",
                    call -> Set.of("getRequestURI", "getRequestURL", "getPathInfo", "getServletPath")
                            .contains(call.getName())));

    /** A controller of a registry node is reached by {@link hera.registry.resource.NodePath}s alone. */
    @ArchTest
    static void everyControllerIsANodePathWithItsNeed(JavaClasses classes) {
        Set<String> routes = new TreeSet<>();
        for (JavaClass type : classes) {
            if (type.getPackageName().startsWith("hera.registry")) {
                type.getMethods()
                        .forEach(method -> method.getAnnotations().stream()
                                .filter(annotation ->
                                        annotation.getRawType().getSimpleName().endsWith("Mapping"))
                                .flatMap(annotation -> annotation
                                        .tryGetExplicitlyDeclaredProperty("value")
                                        .map(value ->
                                                Arrays.stream((Object[]) value).map(String::valueOf))
                                        .orElseThrow())
                                .forEach(routes::add));
            }
        }
        assertThat(routes).hasSizeGreaterThan(8);
        Set<String> paths = new TreeSet<>();
        Arrays.stream(NodePath.values()).forEach(path -> paths.add(path.path().replaceAll("\\{.*", "{")));
        assertThat(paths)
                .containsAll(routes.stream()
                        .map(route -> route.replaceAll("\\{.*", "{"))
                        .toList());
    }

    /** A web or SOCKS proxy that is set for the JVM stands between nobody and a node. */
    @ArchTest
    static void clientsSayWhichProxyTheyUse(JavaClasses classes) {
        Set<String> clients = new TreeSet<>();
        for (JavaClass type : classes) {
            assertThat(type.getConstructorCallsFromSelf())
                    .as(type.getName())
                    .noneMatch(call -> call.getTarget().getFullName().equals("java.net.Socket.<init>()"));
            Set<String> calls = type.getMethodCallsFromSelf().stream()
                    .map(call -> call.getTarget().getFullName())
                    .collect(Collectors.toSet());
            assertThat(calls)
                    .as(type.getName())
                    .doesNotContain("java.net.http.HttpClient.newHttpClient()", "java.net.URL.openConnection()")
                    .noneMatch(call -> call.startsWith("java.net.URL.openStream"));
            if (calls.contains("java.net.http.HttpClient.newBuilder()")) {
                assertThat(calls)
                        .as(type.getName())
                        .contains("java.net.http.HttpClient$Builder.proxy(java.net.ProxySelector)");
                clients.add(type.getSimpleName());
            }
        }
        assertThat(clients).contains("ConfigurationCheck", "BackendHealth");
    }

    @ArchTest
    static void drawingIsCurrent(JavaClasses classes) throws IOException {
        String drawing = PackageMap.draw(PackageMap.table(USES));
        if (Boolean.getBoolean("hera.draw")) {
            Files.writeString(DRAWING, drawing);
        }
        assertThat(DRAWING).hasContent(drawing);
    }

    private static DescribedPredicate<JavaAccess<?>> readsClockOrChance() {
        return describe("a clock, chance or a new thread", access -> {
            String owner = access.getTargetOwner().getName();
            String target = owner + "." + access.getName();
            boolean javaTimeNow =
                    owner.startsWith("java.time.") && access.getName().equals("now");
            boolean threads = owner.equals("java.util.concurrent.Executors");
            return javaTimeNow || threads || CLOCKS_AND_CHANCE.contains(target);
        });
    }
}
