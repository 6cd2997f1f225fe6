package hera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import hera.harness.NodeClient;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The content of {@code target/hera.jar}. That each system works with it, the other tests of processes show. */
class JarIT {
    private static final String SERVICES = "META-INF/services/";

    @Test
    void providersOfServicesAreInTheJar() throws IOException {
        List<String> missing = new ArrayList<>();
        try (JarFile jar = new JarFile("target/hera.jar")) {
            for (JarEntry entry : jar.stream()
                    .filter(each -> each.getName().startsWith(SERVICES))
                    .toList()) {
                for (String provider : providers(jar, entry)) {
                    if (jar.getEntry(provider.replace('.', '/') + ".class") == null) {
                        missing.add(entry.getName() + ": " + provider);
                    }
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void filesForOtherProgramsStayOut() throws IOException {
        try (JarFile jar = new JarFile("target/hera.jar")) {
            assertThat(jar.stream().map(JarEntry::getName))
                    .hasSizeGreaterThan(1_000)
                    .noneMatch(name -> name.matches("META-INF/(maven|native-image)/.+|org/postgresql/translation/.+"));
        }
    }

    /** Two programs have listed the libraries, each by itself. */
    @Test
    void librariesAreListedWithVersionHashAndLicence() throws IOException {
        assumeFalse(
                "offline: true".equals(System.getProperty("maven.mode")),
                "the jar of a build without network has no list");
        try (JarFile jar = new JarFile("target/hera.jar")) {
            Set<String> components = new TreeSet<>();
            for (JsonNode library :
                    NodeClient.parse(text(jar, "META-INF/sbom/bom.cdx.json")).path("components")) {
                String name = library.path("name").asString();
                assertThat(library.path("licenses").size()).as(name).isPositive();
                assertThat(library.path("hashes").findValuesAsString("alg"))
                        .as(name)
                        .contains("SHA-256");
                components.add(library.path("group").asString() + ":" + name + ":"
                        + library.path("version").asString());
            }
            Set<String> licensed = new TreeSet<>();
            Matcher line =
                    Pattern.compile("\\(([\\w.-]+:[\\w.-]+:[\\w.-]+) - ").matcher(text(jar, "META-INF/THIRD-PARTY"));
            while (line.find()) {
                licensed.add(line.group(1));
            }
            assertThat(components).hasSizeGreaterThan(50).isEqualTo(licensed);
        }
    }

    @Test
    void factoriesOfAllLibrariesAreMergedWithoutADate() throws IOException {
        try (JarFile jar = new JarFile("target/hera.jar")) {
            String factories = text(jar, "META-INF/spring.factories");
            assertThat(factories).doesNotContain("#");
            assertThat(factories
                            .lines()
                            .filter(line -> line.startsWith("org.springframework.context.ApplicationListener=")))
                    .singleElement(InstanceOfAssertFactories.STRING)
                    .contains("org.springframework.boot.context.logging.LoggingApplicationListener");
        }
    }

    private static String text(JarFile jar, String entry) throws IOException {
        try (InputStream in = jar.getInputStream(jar.getJarEntry(entry))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static List<String> providers(JarFile jar, JarEntry service) throws IOException {
        return text(jar, service.getName())
                .lines()
                .map(line -> line.replaceFirst("#.*", "").strip())
                .filter(line -> !line.isEmpty())
                .toList();
    }
}
