import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends GETs, or PUTs, at a constant rate over 32 kept-alive connections and prints {@code <answers> <errors> <p50 ms> <p99 ms>}. A
 * latency is counted from the moment at which the request was due, not from when a busy connection let it go.
 *
 * <p>Arguments: port, path, a header field, rate a second, seconds, seconds at the beginning that do not count,
 * bytes of a body; with these it sends PUTs, without the header field.
 */
public final class Gets {
    private static final int CONNECTIONS = 32;

    private Gets() {}

    public static void main(String[] args) throws Exception {
        int port = Integer.parseInt(args[0]);
        double rate = Double.parseDouble(args[3]);
        long start = System.nanoTime() + 200_000_000L;
        long end = start + (long) (Double.parseDouble(args[4]) * 1e9);
        long countFrom = start + (long) (Double.parseDouble(args[5]) * 1e9);
        Histogram latencies = new Histogram();
        AtomicLong next = new AtomicLong();
        AtomicLong errors = new AtomicLong();
        CountDownLatch done = new CountDownLatch(CONNECTIONS);
        for (int i = 0; i < CONNECTIONS; i++) {
            new Thread(() -> {
                try (Connection connection = new Connection(port)) {
                    for (long due = start; due < end; ) {
                        due = start + (long) (next.getAndIncrement() * 1e9 / rate);
                        for (long now = System.nanoTime(); now < due; now = System.nanoTime()) {
                            LockSupport.parkNanos(due - now);
                        }
                        if (args.length > 6) {
                            connection.send("PUT " + args[1], "x".repeat(Integer.parseInt(args[6])));
                        } else {
                            connection.get(args[1], "", args[2]);
                        }
                        long took = System.nanoTime() - due;
                        if (due >= countFrom) {
                            if (connection.status() / 100 != 2) {
                                errors.incrementAndGet();
                            }
                            synchronized (latencies) {
                                latencies.add(took);
                            }
                        }
                    }
                } catch (IOException e) {
                    errors.incrementAndGet();
                } finally {
                    done.countDown();
                }
            }).start();
        }
        done.await();
        System.out.printf("%d %d %.3f %.3f%n", latencies.count(), errors.get(), latencies.millis(0.5),
                latencies.millis(0.99));
    }
}
