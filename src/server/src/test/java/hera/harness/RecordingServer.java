package hera.harness;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A server of some application that records the writes it gets. It answers 500 to a target with {@code poison} until it is
 * healed, 503 to one with {@code busy} until then, 409 to one with {@code bad}, holds one with {@code slow} until it may
 * answer, and answers 200 to others. It keeps its port over an end and a return.
 */
public final class RecordingServer implements AutoCloseable {
    static {
        System.setProperty("sun.net.httpserver.nodelay", "true"); // else each answer on a kept connection takes 40 ms
    }

    private final int port = FreePorts.any();
    private final List<Write> writes = new CopyOnWriteArrayList<>();
    private final AtomicInteger reads = new AtomicInteger();
    private final CountDownLatch mayAnswer = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final @Nullable SSLContext tls;
    private volatile boolean healed;
    private HttpServer server;

    /** A write as it came in. */
    public record Write(
            long sequence,
            String method,
            String target,
            long bytes,
            String id,
            boolean replay,
            long term,
            String via) {}

    public RecordingServer() {
        this(null);
    }

    /**
     * Starts one.
     *
     * @param tls for HTTPS; null for HTTP
     */
    public RecordingServer(@Nullable SSLContext tls) {
        this.tls = tls;
        server = started();
    }

    public int port() {
        return port;
    }

    /** All writes in the order of their arrival, repeats too. */
    public List<Write> writes() {
        return List.copyOf(writes);
    }

    /** The targets that a server keeps which drops what is not above the greatest sequence it has applied. */
    public List<String> applied() {
        long greatest = 0;
        List<String> applied = new CopyOnWriteArrayList<>();
        for (Write write : writes) {
            if (write.sequence() > greatest) {
                greatest = write.sequence();
                applied.add(write.target());
            }
        }
        return applied;
    }

    /** How many reads other than health checks came. */
    public int reads() {
        return reads.get();
    }

    /** Poison is none any more, and nothing is too busy. */
    public void heal() {
        healed = true;
    }

    /** What is held is answered now. */
    public void letAnswer() {
        mayAnswer.countDown();
    }

    /** Breaks off all connections, and takes no more. */
    public void end() {
        server.stop(0);
    }

    public void comeBack() {
        server = started();
    }

    @Override
    public void close() {
        letAnswer();
        end();
        threads.shutdownNow();
    }

    private HttpServer started() {
        try {
            HttpServer made = created(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            made.setExecutor(threads);
            made.createContext("/", this::answer);
            made.start();
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpServer created(InetSocketAddress address) throws IOException {
        if (tls == null) {
            return HttpServer.create(address, 50);
        }
        HttpsServer secured = HttpsServer.create(address, 50);
        secured.setHttpsConfigurator(new HttpsConfigurator(tls));
        return secured;
    }

    private void answer(HttpExchange exchange) throws IOException {
        String target = exchange.getRequestURI().toString();
        byte[] body = exchange.getRequestBody().readAllBytes();
        String sequence = exchange.getRequestHeaders().getFirst("Spawn-Sequence");
        String term = exchange.getRequestHeaders().getFirst("Spawn-Term");
        if (sequence != null) {
            writes.add(new Write(
                    Long.parseLong(sequence),
                    exchange.getRequestMethod(),
                    target,
                    body.length,
                    exchange.getRequestHeaders().getFirst("Spawn-Write-Id"),
                    exchange.getRequestHeaders().containsKey("Spawn-Replay"),
                    term == null ? 0 : Long.parseLong(term),
                    exchange.getRequestHeaders().getFirst("Via")));
        } else if (!target.equals("/")) {
            reads.incrementAndGet();
        }
        if (target.contains("slow")) {
            awaitLeave();
        }
        byte[] answer = (exchange.getRequestMethod() + " " + target).getBytes(UTF_8);
        exchange.sendResponseHeaders(status(target), answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    private int status(String target) {
        if (!healed && (target.contains("poison") || target.contains("busy"))) {
            return target.contains("busy") ? 503 : 500;
        }
        return target.contains("bad") ? 409 : 200;
    }

    private void awaitLeave() {
        try {
            mayAnswer.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
