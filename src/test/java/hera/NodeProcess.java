package hera;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The built jar, run as its users run it. Standard error goes to a file, so that no pipe ever fills. */
final class NodeProcess implements AutoCloseable {
    private static final Pattern CONSOLE = Pattern.compile("Console: http://[^/]*:(\\d+)/.*");
    private static final long PATIENCE_SECONDS = 30;

    private final Process process;
    private final Path err;
    private final List<String> out = new ArrayList<>();

    private NodeProcess(Path directory, String... arguments) throws IOException {
        this.err = Files.createTempFile(directory, "hera", ".err");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                System.getProperty("hera.jar", "target/hera.jar")));
        command.addAll(List.of(arguments));
        this.process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectError(err.toFile())
                .start();
    }

    /**
     * Begins a command.
     *
     * @param directory to work in; {@code hera.yml} is looked for there
     */
    static NodeProcess run(Path directory, String... arguments) throws IOException {
        return new NodeProcess(directory, arguments);
    }

    /** Reads up to the banner's last line, and says which port it names. */
    int awaitPort() throws IOException {
        BufferedReader reader = process.inputReader();
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            out.add(line);
            Matcher console = CONSOLE.matcher(line);
            if (console.matches()) {
                return Integer.parseInt(console.group(1));
            }
        }
        throw new IllegalStateException("no banner, but " + out + " and " + err());
    }

    /** SIGTERM; does not wait. */
    void terminate() {
        process.destroy();
    }

    int awaitExit() throws InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("still running: " + err());
        }
        return process.exitValue();
    }

    /** The lines of standard output that {@link #awaitPort} has read. */
    List<String> out() {
        return out;
    }

    String err() {
        try {
            return Files.readString(err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
