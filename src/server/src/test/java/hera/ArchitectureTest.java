package hera;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

@AnalyzeClasses(packages = "hera", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final List<String> WEB = List.of(
            "org.springframework.web",
            "org.springframework.http",
            "org.springframework.context",
            "org.springframework.beans",
            "org.springframework.boot.health",
            "jakarta.servlet",
            "io.micrometer",
            "org.slf4j");

    /** What each package may use besides the JDK, JSpecify and itself. {@code hera} itself may use everything. */
    private static final Map<String, List<String>> MAY_USE = Map.ofEntries(
            entry("hera.foundation.names"),
            entry("hera.foundation.json"),
            entry("hera.foundation.time", "org.slf4j"),
            entry("hera.foundation.http", "hera.foundation.json", "hera.foundation.names", "hera.foundation.time"),
            entry(
                    "hera.foundation.settings",
                    "hera.foundation.names",
                    "hera.foundation.time",
                    "tools.jackson",
                    "picocli"),
            entry(
                    "hera.foundation.server",
                    and(
                            WEB,
                            "hera.foundation",
                            "org.springframework",
                            "org.apache",
                            "ch.qos.logback",
                            "tools.jackson")),
            entry("hera.registry.replica", "hera.foundation.names", "hera.foundation.time"),
            entry(
                    "hera.registry.wire",
                    "hera.registry.replica",
                    "hera.foundation.json",
                    "hera.foundation.http",
                    "hera.foundation.names",
                    "hera.foundation.time",
                    "tools.jackson"),
            entry("hera.registry.settings", "hera.foundation", "tools.jackson"),
            entry("hera.registry.resource", and(WEB, "hera.foundation", "hera.registry.replica", "hera.registry.wire")),
            entry(
                    "hera.registry.watch",
                    and(WEB, "hera.foundation", "hera.registry.replica", "hera.registry.wire", "hera.registry.resource")),
            entry(
                    "hera.registry.api",
                    and(
                            WEB,
                            "hera.foundation",
                            "hera.registry.replica",
                            "hera.registry.wire",
                            "hera.registry.resource",
                            "hera.registry.watch",
                            "hera.registry.settings",
                            "org.springframework.boot.web.servlet",
                            "org.springframework.core")),
            entry(
                    "hera.registry.gossip",
                    and(
                            WEB,
                            "hera.foundation",
                            "hera.registry.replica",
                            "hera.registry.wire",
                            "hera.registry.settings")),
            entry(
                    "hera.registry.membership",
                    and(WEB, "hera.foundation", "hera.registry.replica", "hera.registry.wire")),
            entry("hera.registry.console", and(WEB, "hera.foundation", "hera.registry", "tools.jackson")),
            entry(
                    "hera.registry",
                    and(WEB, "hera.foundation", "hera.registry", "picocli", "ch.qos.logback", "org.springframework")),
            entry("hera.command", "hera.foundation", "picocli"));

    private static final List<String> EVERYBODY_MAY_USE = List.of("java", "javax.net.ssl", "org.jspecify");

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
            slices().matching("hera.(**)").should().beFreeOfCycles().allowEmptyShould(true);

    @ArchTest
    static final ArchRule onlyCompositionAndTimeReadClocksDrawChanceAndStartThreads = noClasses()
            .that(resideOutsideOfPackages(
                    "hera",
                    "hera.registry",
                    "hera.foundation.time",
                    "hera.foundation.settings",
                    "hera.foundation.server"))
            .and(DescribedPredicate.describe(
                    "are not the terminal", type -> !type.getName().equals("hera.command.Terminal")))
            .should()
            .accessTargetWhere(readsClockOrChance())
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule staticFieldsNeverChange =
            fields().that().areStatic().should().beFinal().allowEmptyShould(true);

    @ArchTest
    static void packagesUseOnlyWhatTheTableSays(JavaClasses classes) {
        List<String> violations = classes.stream()
                .filter(type -> !type.getPackageName().equals("hera"))
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .filter(dependency -> !isAllowed(dependency))
                .map(Dependency::getDescription)
                .sorted()
                .toList();
        assertThat(violations).isEmpty();
    }

    @ArchTest
    static void everyPackageStandsInTheTable(JavaClasses classes) {
        assertThat(classes.stream().map(JavaClass::getPackageName).filter(name -> !name.equals("hera")))
                .isSubsetOf(MAY_USE.keySet());
    }

    private static boolean isAllowed(Dependency dependency) {
        String from = dependency.getOriginClass().getPackageName();
        String to = dependency.getTargetClass().getBaseComponentType().getPackageName();
        if (to.isEmpty() || to.equals(from)) {
            return true;
        }
        return Stream.concat(EVERYBODY_MAY_USE.stream(), MAY_USE.getOrDefault(from, List.of()).stream())
                .anyMatch(allowed -> to.equals(allowed) || to.startsWith(allowed + "."));
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

    private static Map.Entry<String, List<String>> entry(String name, String... mayUse) {
        return Map.entry(name, List.of(mayUse));
    }

    private static Map.Entry<String, List<String>> entry(String name, List<String> mayUse) {
        return Map.entry(name, mayUse);
    }

    private static List<String> and(List<String> some, String... more) {
        return Stream.concat(some.stream(), Stream.of(more)).toList();
    }
}
