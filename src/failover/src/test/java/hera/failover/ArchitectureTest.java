package hera.failover;

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
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The map of the library: which package may use which, and that the core is pure. */
@AnalyzeClasses(packages = "hera", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    /** What each package may use besides the JDK, JSpecify and itself; an arrow that nobody uses is to be taken out. */
    private static final Map<String, Set<String>> MAY_USE = Map.of(
            "hera.failover",
                    Set.of(
                            "hera.failover.core",
                            "hera.failover.jdbc",
                            "hera.failover.mongo",
                            "hera.failover.store",
                            "hera.failover.time",
                            "org.slf4j"),
            "hera.failover.core", Set.of("hera.failover.store"),
            "hera.failover.jdbc", Set.of("hera.failover.store", "hera.failover.time", "javax.sql", "org.slf4j"),
            "hera.failover.mongo",
                    Set.of(
                            "com.mongodb",
                            "com.mongodb.bulk",
                            "com.mongodb.client",
                            "com.mongodb.client.model",
                            "com.mongodb.client.result",
                            "hera.failover.store",
                            "org.bson",
                            "org.bson.conversions",
                            "org.bson.types"),
            "hera.failover.guard",
                    Set.of(
                            "com.mongodb.client",
                            "com.mongodb.client.model",
                            "com.mongodb.client.result",
                            "hera.failover",
                            "org.bson.conversions"),
            "hera.failover.store", Set.of(),
            "hera.failover.time", Set.of());

    private static final List<String> EVERYBODY_MAY_USE = List.of("java", "org.jspecify");

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
            slices().matching("hera.failover.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule onlyTimeReadsClocksAndStartsThreads = noClasses()
            .that(resideOutsideOfPackages("hera.failover.time"))
            .should()
            .accessTargetWhere(readsClockOrChance());

    /** A program ends as it likes; only the command, which is no part of this library, has a hook. */
    @ArchTest
    static final ArchRule nothingHooksIntoTheEndOfTheJvm =
            noClasses().should().callMethod(Runtime.class, "addShutdownHook", Thread.class);

    @ArchTest
    static final ArchRule staticFieldsNeverChange =
            fields().that().areStatic().should().beFinal();

    @ArchTest
    static void arrowsAreThoseOfTheMap(JavaClasses classes) {
        Map<String, Set<String>> arrows = classes.stream()
                .collect(Collectors.groupingBy(
                        JavaClass::getPackageName,
                        Collectors.flatMapping(ArchitectureTest::packagesUsed, Collectors.toCollection(TreeSet::new))));
        assertThat(arrows).isEqualTo(MAY_USE);
    }

    private static Stream<String> packagesUsed(JavaClass type) {
        return type.getDirectDependenciesFromSelf().stream()
                .map(Dependency::getTargetClass)
                .map(target -> target.getBaseComponentType().getPackageName())
                .filter(to -> !to.isEmpty() && !to.equals(type.getPackageName()))
                .filter(to -> EVERYBODY_MAY_USE.stream().noneMatch(all -> to.equals(all) || to.startsWith(all + ".")));
    }

    private static DescribedPredicate<JavaAccess<?>> readsClockOrChance() {
        return describe("a clock, chance or a new thread", access -> {
            String owner = access.getTargetOwner().getName();
            boolean javaTimeNow =
                    owner.startsWith("java.time.") && access.getName().equals("now");
            boolean threads = owner.equals("java.util.concurrent.Executors");
            return javaTimeNow || threads || CLOCKS_AND_CHANCE.contains(owner + "." + access.getName());
        });
    }
}
