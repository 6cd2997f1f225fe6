import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Starts a server, waits for its first answer, lets it idle, and ends it. Prints {@code START <ms to the first answer>
 * <CPU ms by then> <resident KiB when idle>}.
 *
 * <p>Arguments: port, path that answers 200, seconds to idle, file for what the server prints, its command line.
 */
public final class Start {
    private static final long LONGEST_NANOS = 60_000_000_000L;

    public static void main(String[] args) throws IOException, InterruptedException {
        int port = Integer.parseInt(args[0]);
        List<String> command = Arrays.asList(args).subList(4, args.length);
        File log = new File(args[3]);
        long start = System.nanoTime();
        Process server = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(Redirect.to(log))
                .start();
        try {
            while (!answers(port, args[1])) {
                if (!server.isAlive() || System.nanoTime() - start > LONGEST_NANOS) {
                    throw new IOException("no answer, see " + log + ": " + command);
                }
                Thread.sleep(2);
            }
            long millis = (System.nanoTime() - start) / 1_000_000;
            long cpu = server.info().totalCpuDuration().orElseThrow().toMillis();
            Thread.sleep((long) (Double.parseDouble(args[2]) * 1000));
            System.out.println("START " + millis + " " + cpu + " " + residentKib(server.pid()));
        } finally {
            server.destroy();
            if (!server.waitFor(20, TimeUnit.SECONDS)) {
                server.destroyForcibly();
            }
        }
    }

    private static boolean answers(int port, String path) {
        try (Connection connection = new Connection(port)) {
            connection.get(path, "");
            return connection.status() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private static String residentKib(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .map(line -> line.replaceAll("\\D", ""))
                .findFirst()
                .orElse("0");
    }
}
