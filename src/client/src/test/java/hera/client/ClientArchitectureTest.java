package hera.client;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

@AnalyzeClasses(packages = "hera.client", importOptions = ImportOption.DoNotIncludeTests.class)
class ClientArchitectureTest {
    /** What each package may use besides java.base, JSpecify and itself; all of it is used. */
    private static final Map<String, Set<String>> MAY_USE = Map.of(
            "hera.client",
            Set.of(
                    "hera.client.cluster",
                    "hera.client.http",
                    "hera.client.json",
                    "hera.client.lists",
                    "hera.client.meters",
                    "hera.client.nodes",
                    "hera.client.text",
                    "hera.client.time",
                    "org.slf4j"),
            "hera.client.cluster",
            Set.of(
                    "hera.client.http",
                    "hera.client.json",
                    "hera.client.meters",
                    "hera.client.nodes",
                    "hera.client.text",
                    "hera.client.time",
                    "org.slf4j"),
            "hera.client.http",
            Set.of("hera.client.time", "java.net.http", "org.slf4j"),
            "hera.client.json",
            Set.of("tools.jackson.core"),
            "hera.client.lists",
            Set.of("hera.client.time"),
            "hera.client.meters",
            Set.of("io.micrometer.core", "org.slf4j"),
            "hera.client.nodes",
            Set.of("hera.client.http", "hera.client.time"),
            "hera.client.text",
            Set.of(),
            "hera.client.time",
            Set.of("org.slf4j"));

    private static final List<String> EVERYBODY_MAY_USE = List.of("java", "javax.net.ssl", "org.jspecify");

    private static final Set<String> CLOCKS_CHANCE_AND_THREADS = Set.of(
            "java.lang.System.currentTimeMillis",
            "java.lang.System.nanoTime",
            "java.lang.Thread.sleep",
            "java.lang.Thread.<init>",
            "java.lang.Thread.start",
            "java.lang.Math.random",
            "java.util.Random.<init>",
            "java.security.SecureRandom.<init>",
            "java.util.UUID.randomUUID",
            "java.util.concurrent.ThreadLocalRandom.current",
            "java.util.concurrent.ThreadPoolExecutor.<init>",
            "java.util.random.RandomGenerator.getDefault");

    @ArchTest
    static final ArchRule packagesAreFreeOfCycles =
            slices().matching("hera.client.(*)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule onlyTheMachineReadsClocksDrawsChanceAndStartsThreads = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("hera.client.time.ClientMachine")
            .should()
            .accessTargetWhere(isClockChanceOrThread());

    @ArchTest
    static final ArchRule staticFieldsNeverChange =
            fields().that().areStatic().should().beFinal();

    @ArchTest
    static void packagesUseOnlyWhatTheTableSays(JavaClasses classes) {
        assertThat(classes.stream()
                        .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                        .filter(dependency -> !isAllowed(dependency))
                        .map(Dependency::getDescription)
                        .sorted())
                .isEmpty();
    }

    @ArchTest
    static void tableAllowsNothingThatIsNotUsed(JavaClasses classes) {
        Set<String> unused = new TreeSet<>();
        MAY_USE.forEach((from, allowed) -> allowed.forEach(to -> unused.add(from + " -> " + to)));
        classes.stream()
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .forEach(dependency -> {
                    String from = dependency.getOriginClass().getPackageName();
                    unused.removeIf(arrow -> arrow.startsWith(from + " -> ")
                            && isWithin(packageOf(dependency), arrow.substring(from.length() + 4)));
                });
        assertThat(unused).isEmpty();
    }

    @ArchTest
    static void everyPackageStandsInTheTable(JavaClasses classes) {
        assertThat(classes.stream().map(JavaClass::getPackageName)).isSubsetOf(MAY_USE.keySet());
    }

    @ArchTest
    static void publicTypesOfTheApiAreThoseOfTheContract(JavaClasses classes) {
        assertThat(classes.stream()
                        .filter(type -> type.getPackageName().equals("hera.client"))
                        .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                        .filter(type -> !type.isNestedClass())
                        .map(JavaClass::getSimpleName))
                .containsExactlyInAnyOrder(
                        "Balancer",
                        "Change",
                        "Discovery",
                        "HeraClient",
                        "Instance",
                        "Lease",
                        "Node",
                        "Registration",
                        "Status");
    }

    /** Without any monitor, no virtual thread is ever pinned to its carrier by this library. */
    @ArchTest
    static void nothingIsSynchronized(JavaClasses classes) throws IOException {
        assertThat(classes).isNotEmpty();
        try (Stream<Path> files = Files.walk(Path.of("src/client/src/main/java"))) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                assertThat(file).content().doesNotContainPattern("\\bsynchronized\\b|\\.wait\\(|\\.notify");
            }
        }
    }

    @ArchTest
    static void filesAndPackagesStaySmall(JavaClasses classes) throws IOException {
        assertThat(classes).isNotEmpty();
        try (Stream<Path> folders = Files.walk(Path.of("src/client/src"))) {
            for (Path folder : folders.filter(Files::isDirectory).toList()) {
                try (Stream<Path> inside = Files.list(folder)) {
                    List<Path> files = inside.filter(path -> path.toString().endsWith(".java"))
                            .toList();
                    assertThat(files).as(folder.toString()).hasSizeLessThanOrEqualTo(31);
                    for (Path file : files) {
                        assertThat(Files.readAllLines(file)).as(file.toString()).hasSizeLessThanOrEqualTo(400);
                    }
                }
            }
        }
    }

    private static boolean isAllowed(Dependency dependency) {
        String from = dependency.getOriginClass().getPackageName();
        String to = packageOf(dependency);
        if (to.isEmpty() || to.equals(from)) {
            return true;
        }
        if (to.equals("java.net.http") || to.startsWith("java.sql") || to.startsWith("java.util.logging")) {
            return MAY_USE.getOrDefault(from, Set.of()).contains(to);
        }
        return Stream.concat(EVERYBODY_MAY_USE.stream(), MAY_USE.getOrDefault(from, Set.of()).stream())
                .anyMatch(allowed -> isWithin(to, allowed));
    }

    /** A package of this library stands for itself alone, one of others for all below it. */
    private static boolean isWithin(String name, String allowed) {
        return name.equals(allowed) || (!allowed.startsWith("hera.") && name.startsWith(allowed + "."));
    }

    private static String packageOf(Dependency dependency) {
        return dependency.getTargetClass().getBaseComponentType().getPackageName();
    }

    private static DescribedPredicate<JavaAccess<?>> isClockChanceOrThread() {
        return describe("a clock, chance or a new thread", access -> {
            String owner = access.getTargetOwner().getName();
            boolean javaTimeNow =
                    owner.startsWith("java.time.") && access.getName().equals("now");
            return javaTimeNow
                    || owner.equals("java.util.concurrent.Executors")
                    || CLOCKS_CHANCE_AND_THREADS.contains(owner + "." + access.getName());
        });
    }
}
