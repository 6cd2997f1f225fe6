package hera.cloud;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
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
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

@AnalyzeClasses(packages = "hera.cloud", importOptions = ImportOption.DoNotIncludeTests.class)
class CloudArchitectureTest {
    /**
     * The packages that this module may use besides the JDK; all of them are used. Of the client it is the contract
     * alone.
     */
    private static final Set<String> MAY_USE = Set.of(
            "hera.client",
            "org.apache.commons.logging",
            "org.jspecify",
            "org.slf4j",
            "org.springframework.beans",
            "org.springframework.boot",
            "org.springframework.cache",
            "org.springframework.cloud.client",
            "org.springframework.cloud.commons",
            "org.springframework.cloud.config.client",
            "org.springframework.cloud.loadbalancer",
            "org.springframework.context",
            "org.springframework.core",
            "org.springframework.util",
            "reactor.core");

    private static final Set<String> CLOCKS_CHANCE_AND_THREADS = Set.of(
            "java.lang.System.currentTimeMillis",
            "java.lang.System.nanoTime",
            "java.lang.Thread.sleep",
            "java.lang.Thread.<init>",
            "java.lang.Thread.start",
            "java.lang.Math.random",
            "java.util.Random.<init>",
            "java.util.concurrent.ThreadLocalRandom.current",
            "java.util.concurrent.ScheduledThreadPoolExecutor.<init>",
            "java.util.concurrent.ThreadPoolExecutor.<init>");

    @ArchTest
    static final ArchRule onlyTheLoopReadsClocksAndStartsThreads = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("hera.cloud.CloudLoop")
            .should()
            .accessTargetWhere(isClockChanceOrThread());

    /** Several contexts of one JVM share nothing. */
    @ArchTest
    static final ArchRule staticFieldsNeverChange =
            fields().that().areStatic().should().beFinal();

    @ArchTest
    static void packageUsesOnlyWhatTheTableSays(JavaClasses classes) {
        assertThat(used(classes).filter(name -> MAY_USE.stream().noneMatch(allowed -> isWithin(name, allowed))))
                .isEmpty();
    }

    @ArchTest
    static void tableAllowsNothingThatIsNotUsed(JavaClasses classes) {
        Set<String> unused = new TreeSet<>(MAY_USE);
        used(classes).forEach(name -> unused.removeIf(allowed -> isWithin(name, allowed)));
        assertThat(unused).isEmpty();
    }

    @ArchTest
    static void publicTypesAreWhatApplicationsMayName(JavaClasses classes) {
        assertThat(classes.stream()
                        .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                        .filter(type -> !type.isNestedClass())
                        .map(JavaClass::getSimpleName)
                        .filter(name -> !name.endsWith("AutoConfiguration")))
                .containsExactlyInAnyOrder(
                        "HeraAutoServiceRegistration",
                        "HeraConfigServerBootstrapper",
                        "HeraDiscoveryClient",
                        "HeraReactiveDiscoveryClient",
                        "HeraRegistration",
                        "HeraServiceInstance",
                        "HeraServiceRegistry");
    }

    private static Stream<String> used(JavaClasses classes) {
        return classes.stream()
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .map(CloudArchitectureTest::packageOf)
                .filter(name -> !name.isEmpty() && !name.startsWith("java.") && !name.equals("hera.cloud"))
                .distinct();
    }

    /** A package of the client stands for itself alone, one of others for all below it. */
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
