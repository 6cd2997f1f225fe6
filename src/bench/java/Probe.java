import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * Asks a path at a constant rate, each time on a connection of its own, as probes do, and prints {@code PROBE <answers> <errors>
 * <p99 ms> <max ms>}. A latency is counted from the moment at which the request was due. The first 200 requests are not
 * counted: this program is still being compiled.
 *
 * <p>Arguments: port, path, milliseconds between requests, requests.
 */
public final class Probe {
    private static final int UNCOUNTED = 200;

    private Probe() {}

    public static void main(String[] args) throws Exception {
        int port = Integer.parseInt(args[0]);
        long interval = TimeUnit.MILLISECONDS.toNanos(Long.parseLong(args[2]));
        int requests = Integer.parseInt(args[3]);
        Histogram latencies = new Histogram();
        int errors = 0;
        long start = System.nanoTime();
        for (int i = 0; i < UNCOUNTED + requests; i++) {
            long due = start + i * interval;
            TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
            try (Connection connection = new Connection(port)) {
                connection.get(args[1], "");
                errors += connection.status() == 200 ? 0 : 1;
            } catch (IOException e) {
                errors++;
            }
            if (i >= UNCOUNTED) {
                latencies.add(System.nanoTime() - due);
            }
        }
        System.out.printf("PROBE %d %d %.3f %.3f%n", requests, errors, latencies.millis(0.99), latencies.millis(1));
    }
}
