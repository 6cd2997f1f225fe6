import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * How long a write to one node takes until it can be read on each of two others. A reader on each holds a
 * {@code GET ?wait}; what it reads is a counter, so a reader that missed a write because the next one was there already
 * counts it as read then, which is too late rather than too early.
 *
 * <p>Prints {@code LAG <writes> <lost> <p50 ms> <p99 ms> <max ms>}, of the later of both readers.
 *
 * <p>Arguments: port written to, two ports read from, writes, milliseconds between them.
 */
public final class Lag {
    private static final String PATH = "/lag/" + System.nanoTime();
    private static final long PATIENCE_SECONDS = 30;

    private final long[] written;
    private final CountDownLatch ready = new CountDownLatch(2);
    private final CountDownLatch finished = new CountDownLatch(2);

    private Lag(int writes) {
        written = new long[writes + 1];
    }

    public static void main(String[] args) throws Exception {
        int writes = Integer.parseInt(args[3]);
        Lag lag = new Lag(writes);
        long[][] seen = new long[2][writes + 1];
        for (int reader = 0; reader < 2; reader++) {
            int port = Integer.parseInt(args[1 + reader]);
            long[] mine = seen[reader];
            Thread thread = new Thread(() -> lag.follow(port, mine), "reader-" + reader);
            thread.setDaemon(true);
            thread.start();
        }
        lag.write(Integer.parseInt(args[0]), Integer.parseInt(args[4]));
        boolean all = lag.finished.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        lag.report(seen, writes);
        for (int reader = 0; !all && reader < 2; reader++) {
            System.err.println("port " + args[1 + reader] + " got to " + lastSeen(seen[reader]));
        }
        System.exit(all ? 0 : 1);
    }

    private void write(int port, int intervalMillis) throws Exception {
        try (Connection connection = new Connection(port)) {
            connection.send("PUT " + PATH, "{\"count\":0}");
            if (!ready.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("the readers never saw the first write");
            }
            long start = System.nanoTime();
            for (int i = 1; i < written.length; i++) {
                long wait = start + i * intervalMillis * 1_000_000L - System.nanoTime();
                if (wait > 0) {
                    TimeUnit.NANOSECONDS.sleep(wait);
                }
                written[i] = System.nanoTime();
                connection.send("PUT " + PATH, "{\"count\":" + i + "}");
                if (connection.status() != 204) {
                    throw new IOException("PUT answered " + connection.status());
                }
            }
        }
    }

    private void follow(int port, long[] seen) {
        try (Connection connection = new Connection(port)) {
            String tag = "";
            int next = 0;
            while (next < seen.length) {
                String body = connection.get(PATH + "?wait=20", tag);
                long now = System.nanoTime();
                tag = connection.tag();
                if (connection.status() == 200) {
                    int count = Integer.parseInt(body.replaceAll("\\D", ""));
                    if (next == 0) {
                        ready.countDown();
                    }
                    for (; next <= count; next++) {
                        seen[next] = now;
                    }
                }
            }
            finished.countDown();
        } catch (IOException | RuntimeException e) {
            System.err.println("reader on port " + port + ": " + e);
        }
    }

    private static int lastSeen(long[] seen) {
        int last = seen.length - 1;
        while (last >= 0 && seen[last] == 0) {
            last--;
        }
        return last;
    }

    private void report(long[][] seen, int writes) {
        Histogram lags = new Histogram();
        int lost = 0;
        for (int i = 1; i <= writes; i++) {
            if (seen[0][i] == 0 || seen[1][i] == 0) {
                lost++;
            } else {
                lags.add(Math.max(seen[0][i], seen[1][i]) - written[i]);
            }
        }
        System.out.printf(
                "LAG %d %d %.3f %.3f %.3f%n", writes, lost, lags.millis(0.5), lags.millis(0.99), lags.millis(1));
    }
}
