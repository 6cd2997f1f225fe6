import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A member in a process of its own. */
final class FailoverProcess implements AutoCloseable {
    final Process process;
    private final PrintStream orders;
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

    FailoverProcess(String url, int names) throws IOException {
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC", "-Xmx256m", "-cp", System.getProperty("java.class.path"),
                        "FailoverMember", url, "" + names)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        orders = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        Thread reader = new Thread(this::read);
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                told.add(line);
            }
        } catch (IOException e) {
            // killed
        }
    }

    /** Waits until it tells that; returns the rest of the line. */
    String await(String word) throws InterruptedException {
        for (String line = told.poll(60, TimeUnit.SECONDS); line != null; line = told.poll(60, TimeUnit.SECONDS)) {
            if (line.startsWith(word + " ")) {
                return line.substring(word.length() + 1);
            }
        }
        throw new IllegalStateException("a member did not become " + word + " in 60 s");
    }

    void order(String text) {
        orders.println(text);
    }

    /** Hundredths of a second of processor that it has used. */
    long ticks() throws IOException {
        String[] stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat")).replaceAll(".*\\) ", "").split(" ");
        return Long.parseLong(stat[11]) + Long.parseLong(stat[12]);
    }

    /** Bytes that it has read and written, from and to sockets and files alike. */
    long bytes() throws IOException {
        return field("io", "rchar:") + field("io", "wchar:");
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }

    /** Returns a number of a file in {@code /proc/PID}. */
    private long field(String file, String name) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + process.pid() + "/" + file))) {
            return lines.filter(line -> line.startsWith(name))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
