import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * An application behind Spawn, on the port that is its argument: keeps the targets of the writes that it has applied in
 * {@code shop-PORT.log} in the working directory, each once, and answers GET with them. A target with {@code poison} fails
 * until there is a file {@code cured}.
 */
public final class Shop {
    private final Path log;
    private long greatest;

    private Shop(int port) throws IOException {
        log = Path.of("shop-" + port + ".log");
        if (Files.exists(log)) {
            greatest = Files.readAllLines(log).stream()
                    .mapToLong(line -> Long.parseLong(line.split(" ")[0]))
                    .max()
                    .orElse(0);
        }
    }

    public static void main(String[] arguments) throws IOException {
        int port = Integer.parseInt(arguments[0]);
        System.setProperty("sun.net.httpserver.nodelay", "true");
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/", new Shop(port)::answer);
        server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String target = exchange.getRequestURI().toString();
        exchange.getRequestBody().readAllBytes();
        String sequence = exchange.getRequestHeaders().getFirst("Spawn-Sequence");
        if (sequence == null) {
            send(exchange, 200, Files.exists(log) ? Files.readString(log) : "");
        } else if (target.contains("poison") && !Files.exists(Path.of("cured"))) {
            send(exchange, 500, "it makes me ill\n");
        } else {
            boolean isReplay = exchange.getRequestHeaders().containsKey("Spawn-Replay");
            apply(Long.parseLong(sequence), target, isReplay);
            send(exchange, 201, "");
        }
    }

    /** What is not above the greatest that was applied has been applied already, unless an operator sends it again. */
    private void apply(long sequence, String target, boolean isReplay) throws IOException {
        if (sequence > greatest || isReplay) {
            Files.writeString(
                    log, sequence + " " + target + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            greatest = Math.max(greatest, sequence);
        }
    }

    private static void send(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
