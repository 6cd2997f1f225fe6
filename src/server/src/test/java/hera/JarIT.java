package hera;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;

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

    private static List<String> providers(JarFile jar, JarEntry service) throws IOException {
        try (InputStream in = jar.getInputStream(service)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.replaceFirst("#.*", "").strip())
                    .filter(line -> !line.isEmpty())
                    .toList();
        }
    }
}
