import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;

/** Reads the body of each request to its end, and answers how many bytes it had. Its argument is a port of loopback. */
final class BodyCounter {
    private BodyCounter() {}

    public static void main(String[] args) throws IOException {
        InetSocketAddress at = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0]));
        HttpServer server = HttpServer.create(at, 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", BodyCounter::answer);
        server.start();
    }

    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange;
                InputStream body = exchange.getRequestBody()) {
            byte[] piece = new byte[65_536];
            long length = 0;
            for (int n = body.read(piece); n >= 0; n = body.read(piece)) {
                length += n;
            }
            byte[] answer = Long.toString(length).getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
        }
    }
}
