package hera.harness;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The built jar in a process of its own. Its working directory is given by the test, its output is kept in files there.
 * Nothing of it outlives {@link #close}.
 */
public final class HeraProcess implements AutoCloseable {
    /** A start takes seconds; this is for a machine that is busy with something else, too. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static final Path OWN_JAVA = Path.of(System.getProperty("java.home"));

    private static final List<String> FAST_START = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m");

    private static final Pattern CONSOLE = Pattern.compile(
            "^(?:Console|Ring|Operators.*): https?://.*:(\\d+)/(?:_console/|_ring|nodes)$", Pattern.MULTILINE);

    private final Process process;
    private final Path out;
    private final Path err;

    private HeraProcess(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** How to start one. */
    public static final class Launch {
        private final Path directory;
        private final List<String> arguments = new ArrayList<>();
        private final Map<String, String> environment = new LinkedHashMap<>();
        private List<String> jvm = FAST_START;
        private Path javaHome = OWN_JAVA;
        private boolean ownGroup;

        private Launch(Path directory) {
            this.directory = directory;
        }

        public Launch flags(String... flags) {
            arguments.addAll(List.of(flags));
            return this;
        }

        /** Writes {@code hera.yml} into the working directory. */
        public Launch configuration(String yaml) {
            write(directory.resolve("hera.yml"), yaml);
            return this;
        }

        public Launch javaHome(Path home) {
            javaHome = home;
            return this;
        }

        /** Options of the JVM, instead of those that make it start fast. */
        public Launch jvm(String... options) {
            jvm = List.of(options);
            return this;
        }

        /** In a process group of its own that hears of interrupts, as a terminal starts it; what runs in the background ignores them. */
        public Launch inGroupOfItsOwn() {
            ownGroup = true;
            return this;
        }

        public Launch environment(Map<String, String> variables) {
            environment.putAll(variables);
            return this;
        }

        /** Starts a node and waits until it says that it listens. */
        public HeraProcess node() {
            return start().awaitBanner();
        }

        /** Starts a command and waits until it has ended. */
        public HeraProcess toItsEnd() {
            HeraProcess command = start();
            command.awaitExit();
            return command;
        }

        /** Starts it and does not wait for anything. */
        public HeraProcess start() {
            List<String> line =
                    new ArrayList<>(ownGroup ? List.of("setsid", "env", "--default-signal=INT") : List.of());
            line.add(javaHome.resolve("bin").resolve("java").toString());
            line.addAll(jvm);
            if (jvm.equals(FAST_START) && javaHome.equals(OWN_JAVA)) {
                line.add("-XX:SharedArchiveFile=" + ClassArchive.of(FAST_START));
            }
            line.addAll(List.of("-jar", jar().toString()));
            line.addAll(arguments);
            try {
                Path out = Files.createTempFile(directory, "stdout", ".txt");
                Path err = Files.createTempFile(directory, "stderr", ".txt");
                ProcessBuilder builder = new ProcessBuilder(line)
                        .directory(directory.toFile())
                        .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile());
                builder.environment().remove("JAVA_TOOL_OPTIONS");
                builder.environment().putAll(environment);
                return new HeraProcess(builder.start(), out, err);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Returns a process to be started with that working directory. */
    public static Launch in(Path directory) {
        return new Launch(directory);
    }

    /** The jar under test. */
    public static Path jar() {
        String jar = System.getProperty("hera.jar");
        if (jar == null) {
            throw new IllegalStateException("the system property hera.jar names the jar to test; mvn verify sets it");
        }
        return Path.of(jar).toAbsolutePath();
    }

    /** Waits until it says that it listens. */
    public HeraProcess awaitBanner() {
        try {
            await("banner").atMost(PATIENCE).until(() -> hasBanner() || !process.isAlive());
        } catch (RuntimeException e) {
            close();
            throw e;
        }
        if (!hasBanner()) {
            throw new AssertionError("no banner, exit code " + process.exitValue() + ": " + standardError());
        }
        return this;
    }

    /** The port that its banner names. */
    public int port() {
        Matcher console = CONSOLE.matcher(standardOutput());
        if (!console.find()) {
            throw new IllegalStateException("no port in: " + standardOutput());
        }
        return Integer.parseInt(console.group(1));
    }

    /** The process itself. */
    public ProcessHandle handle() {
        return process.toHandle();
    }

    /** Talks to it. */
    public NodeClient http() {
        return new NodeClient(port());
    }

    public String standardOutput() {
        return read(out);
    }

    public String standardError() {
        return read(err);
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Waits until it ends by itself and answers with its exit code. */
    public int awaitExit() {
        try {
            await("exit").atMost(PATIENCE).until(() -> !process.isAlive());
        } catch (RuntimeException e) {
            close();
            throw e;
        }
        return process.exitValue();
    }

    /** SIGTERM. */
    public void terminate() {
        process.destroy();
    }

    /** A signal to it and to all of its group, as a terminal's keys send it. */
    public void signalGroup(String name) {
        signal(name, "-" + process.pid());
    }

    /** SIGKILL; returns when it is gone. */
    public void kill() {
        process.destroyForcibly();
        awaitExit();
    }

    /** SIGSTOP: it holds its connections and answers nothing. */
    public void pause() {
        signal("STOP");
    }

    /** SIGCONT. */
    public void resume() {
        signal("CONT");
    }

    /** Makes the JVM write all its threads to standard output. */
    public void dumpThreads() {
        signal("QUIT");
    }

    @Override
    public void close() {
        process.destroyForcibly();
        awaitEnd(process);
    }

    /** Waits without the common pool, whose threads a test may have taken. */
    private static int awaitEnd(Process ending) {
        try {
            return ending.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a process ended", e);
        }
    }

    private boolean hasBanner() {
        return CONSOLE.matcher(standardOutput()).find();
    }

    private void signal(String name) {
        signal(name, "" + process.pid());
    }

    private static void signal(String name, String target) {
        try {
            Process kill = new ProcessBuilder("sh", "-c", "kill -" + name + " " + target)
                    .inheritIO()
                    .start();
            int code = awaitEnd(kill);
            if (code != 0) {
                throw new IllegalStateException("kill -" + name + " ended with " + code);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
