package hera.failover;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** What a program gets with this library: modules of the JDK, and other libraries. */
class FailoverArtifactTest {
    private static final Path CLASSES = Path.of(
            Failover.class.getProtectionDomain().getCodeSource().getLocation().getPath());

    @Test
    void twoModulesOfTheJdkAreNeeded() {
        ToolProvider jdeps = ToolProvider.findFirst("jdeps").orElseThrow();
        StringWriter out = new StringWriter();
        int exit = jdeps.run(
                new PrintWriter(out, true),
                new PrintWriter(out, true),
                "--print-module-deps",
                "--ignore-missing-deps",
                CLASSES.toString());
        assertThat(exit).as(out.toString()).isZero();
        assertThat(out.toString().strip()).isEqualTo("java.base,java.sql");
    }

    @Test
    void publishedPomBringsALogAndLeavesTheDriverToTheProgram() throws Exception {
        Document pom = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(CLASSES.resolveSibling("hera-failover.pom").toFile());
        List<String> libraries = new ArrayList<>();
        List<String> optional = new ArrayList<>();
        NodeList dependencies = pom.getElementsByTagName("dependency");
        for (int i = 0; i < dependencies.getLength(); i++) {
            Element dependency = (Element) dependencies.item(i);
            assertThat(text(dependency, "version"))
                    .as("version of " + text(dependency, "artifactId"))
                    .matches("\\d.*");
            boolean isOptional = dependency.getElementsByTagName("optional").getLength() > 0;
            (isOptional ? optional : libraries).add(text(dependency, "artifactId"));
        }
        assertThat(libraries).containsExactlyInAnyOrder("slf4j-api", "jspecify");
        assertThat(optional)
                .containsExactlyInAnyOrder(
                        "mongodb-driver-sync", "mongodb-driver-core", "bson", "postgresql", "sqlite-jdbc");
        assertThat(pom.getElementsByTagName("parent").getLength()).isZero();
        assertThat(pom.getElementsByTagName("dependencyManagement").getLength()).isZero();
        assertThat(text(pom.getDocumentElement(), "description")).isNotBlank();
        assertThat(pom.getElementsByTagName("license").getLength()).isOne();
    }

    private static String text(Element element, String name) {
        return element.getElementsByTagName(name).item(0).getTextContent();
    }
}
