package hera.cloud.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A Maven project outside the repository that has nothing of it but coordinates. Its local repository has this build's
 * artifacts as {@code mvn install} would put them there, and all that this build has downloaded. What else it needs it
 * downloads as this build does: with the same Maven and settings, and not at all if this build is offline.
 */
public final class FreshProject {
    private static final long PATIENCE_SECONDS = 300;
    private static final Pattern VERSION = Pattern.compile("<version>(.*?)</version>");
    /** What Maven says of an artifact that it could not ask for. Of one that nobody has it says another thing. */
    private static final Pattern UNREACHABLE = Pattern.compile(
            "(?i)could not transfer artifact (?!hera:)\\S+|artifact (?!hera:)\\S+ has not been downloaded|\\S+ failed to transfer");

    private final Path folder;
    private final Path repository;

    private FreshProject(Path folder, Path repository) {
        this.folder = folder;
        this.repository = repository;
    }

    private static Path maven() {
        return Path.of(System.getProperty("maven.home", ""), "bin", "mvn");
    }

    /** Whether this is a build by Maven, which the project can use, too. */
    public static boolean isPossible() {
        return Files.isExecutable(maven());
    }

    /**
     * Makes a project without sources.
     *
     * @param bootVersion of Spring Boot's dependency management, or empty for none
     * @param dependencies as they stand in a POM
     */
    public static FreshProject of(Path folder, String bootVersion, String dependencies) throws IOException {
        Path repository = Files.createDirectories(folder.resolve("repository"));
        Path downloaded = Path.of(System.getProperty("maven.repository"));
        try (Stream<Path> groups = Files.list(downloaded)) {
            for (Path group : groups.filter(path -> !path.endsWith("hera")).toList()) {
                Files.createSymbolicLink(repository.resolve(group.getFileName()), group);
            }
        }
        FreshProject project = new FreshProject(Files.createDirectories(folder.resolve("project")), repository);
        project.install("hera-client", Path.of("src/client/target"));
        project.install("hera-spring-cloud", Path.of("src/spring-cloud/target"));
        Files.writeString(project.folder.resolve("pom.xml"), pom(bootVersion, dependencies));
        return project;
    }

    /** Removes the links to what this build has downloaded from the projects that were made in a folder. */
    public static void unlink(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder, 2)) {
            for (Path link : paths.filter(Files::isSymbolicLink).toList()) {
                Files.delete(link);
            }
        }
    }

    private void install(String artifact, Path target) throws IOException {
        String pom = Files.readString(target.resolve(artifact + ".pom"));
        Matcher version = VERSION.matcher(pom);
        assertThat(version.find()).as(pom).isTrue();
        String name = artifact + "-" + version.group(1);
        Path place = Files.createDirectories(
                repository.resolve("hera").resolve(artifact).resolve(version.group(1)));
        Files.copy(target.resolve(name + ".jar"), place.resolve(name + ".jar"));
        Files.writeString(place.resolve(name + ".pom"), pom);
    }

    /** The version of a plug-in of this build. Maven's own choice would differ from machine to machine. */
    private static String plugin(String artifact) throws IOException {
        Matcher version = Pattern.compile("<artifactId>%s</artifactId>\\s*<version>(.*?)</version>".formatted(artifact))
                .matcher(Files.readString(Path.of("pom.xml")));
        assertThat(version.find()).as(artifact).isTrue();
        return version.group(1);
    }

    private static String pom(String bootVersion, String dependencies) throws IOException {
        String management = bootVersion.isEmpty() ? "" : """
                <dependencyManagement><dependencies><dependency>
                  <groupId>org.springframework.boot</groupId>
                  <artifactId>spring-boot-dependencies</artifactId>
                  <version>%s</version><type>pom</type><scope>import</scope>
                </dependency></dependencies></dependencyManagement>
                """.formatted(bootVersion);
        return """
                <project xmlns="http://maven.apache.org/POM/4.0.0">
                  <modelVersion>4.0.0</modelVersion>
                  <groupId>mine</groupId><artifactId>mine</artifactId><version>1</version>
                  <properties>
                    <maven.compiler.release>17</maven.compiler.release>
                    <maven.compiler.parameters>true</maven.compiler.parameters>
                    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
                  </properties>
                %s  <dependencies>
                %s  </dependencies>
                  <build><pluginManagement><plugins>
                    <plugin><artifactId>maven-resources-plugin</artifactId><version>%s</version></plugin>
                    <plugin><artifactId>maven-compiler-plugin</artifactId><version>%s</version></plugin>
                  </plugins></pluginManagement></build>
                </project>
                """.formatted(
                        management, dependencies, plugin("maven-resources-plugin"), plugin("maven-compiler-plugin"));
    }

    /** Adds a class in a package of its own. */
    public FreshProject source(String packageName, String className, String text) throws IOException {
        Path sources = Files.createDirectories(folder.resolve("src/main/java").resolve(packageName));
        Files.writeString(sources.resolve(className + ".java"), "package " + packageName + ";\n" + text);
        return this;
    }

    /** Adds a file beside the POM, and returns it. */
    public Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    /**
     * Compiles it with Maven; returns the class path to run it with. Skips the test when something is missing that only a
     * network has, and there is none.
     */
    public String build() throws IOException, InterruptedException {
        Path libraries = folder.resolve("libraries.txt");
        Path out = folder.resolve("maven.txt");
        ProcessBuilder builder = builder(mavenLine(libraries), out);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().merge("MAVEN_OPTS", "-XX:TieredStopAtLevel=1", (given, more) -> given + " " + more);
        Process maven = builder.start();
        assertThat(maven.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        String said = Files.readString(out);
        if (maven.exitValue() != 0) {
            assumeThat(UNREACHABLE.matcher(said).results().map(MatchResult::group))
                    .as("artifacts that are neither in the local repository nor, without a network, elsewhere")
                    .isEmpty();
        }
        assertThat(maven.exitValue()).as(said).isZero();
        return folder.resolve("target/classes")
                + File.pathSeparator
                + Files.readString(libraries).strip();
    }

    private List<String> mavenLine(Path libraries) throws IOException {
        List<String> line =
                new ArrayList<>(List.of(maven().toString(), "-B", "-q", "-Dmaven.repo.local=" + repository, "compile"));
        line.add("org.apache.maven.plugins:maven-dependency-plugin:%s:build-classpath"
                .formatted(plugin("maven-dependency-plugin")));
        line.add("-Dmdep.outputFile=" + libraries);
        Path settings = Path.of(System.getProperty("maven.settings", ""));
        if (Files.isRegularFile(settings)) {
            line.addAll(List.of("-s", settings.toString()));
        }
        if ("offline: true".equals(System.getProperty("maven.mode"))) {
            line.add("-o");
        }
        return line;
    }

    /**
     * Starts a class of it.
     *
     * @param out where what it prints goes
     */
    public Process run(Path javaHome, String classPath, Map<String, String> environment, Path out, String... line)
            throws IOException {
        List<String> command = new ArrayList<>(
                List.of(javaHome.resolve("bin/java").toString(), "-XX:TieredStopAtLevel=1", "-cp", classPath));
        command.addAll(List.of(line));
        ProcessBuilder builder = builder(command, out);
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        builder.environment().putAll(environment);
        return builder.start();
    }

    private ProcessBuilder builder(List<String> command, Path out) {
        return new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile());
    }
}
