package hera.client.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A server on a real socket that writes whatever bytes a test wants, and remembers what it was sent. */
public final class RawNode implements AutoCloseable {
    private final ServerSocket server;
    private final Thread acceptor;
    private final Handler handler;
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger();

    /** An answer to a request: bytes written to the connection. */
    @FunctionalInterface
    public interface Handler {
        /** Returns whether the connection stays open. */
        boolean handle(String head, String body, OutputStream out) throws IOException;
    }

    public RawNode(Handler handler) throws IOException {
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.handler = handler;
        this.acceptor = daemon(this::accept);
    }

    public static String answer(int status, String headers, String body) {
        return "HTTP/1.1 %d X\r\n%sContent-Length: %d\r\n\r\n%s"
                .formatted(status, headers, body.getBytes(StandardCharsets.UTF_8).length, body);
    }

    public static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    public int port() {
        return server.getLocalPort();
    }

    public NodeEndpoint endpoint() {
        return new NodeEndpoint(false, "localhost", "127.0.0.1", port());
    }

    /** The heads of all requests so far. */
    public List<String> requests() {
        return requests;
    }

    /** The number of connections that are open now. */
    public int connections() {
        return open.size();
    }

    /** The number of connections that were ever made. */
    public int accepted() {
        return accepted.get();
    }

    /** Closes the connections that are open now, as a node does that ends idle ones. */
    public void closeConnections() throws IOException {
        for (Socket socket : open) {
            socket.close();
        }
    }

    /** Nothing listens when this returns: a closed socket takes connections until the thread in its accept has woken. */
    @Override
    public void close() throws IOException {
        server.close();
        try {
            acceptor.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        closeConnections();
    }

    private void accept() {
        try {
            while (!server.isClosed()) {
                Socket socket = server.accept();
                accepted.incrementAndGet();
                open.add(socket);
                var unused = daemon(() -> serve(socket));
            }
        } catch (IOException e) {
            // The test is over.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            boolean stays = true;
            while (stays) {
                String head = head(in);
                if (head == null) {
                    return;
                }
                requests.add(head);
                stays = handler.handle(head, body(head, in), socket.getOutputStream());
            }
        } catch (IOException e) {
            // The other side has gone.
        } finally {
            open.remove(socket);
        }
    }

    private static @Nullable String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int read = in.read();
            if (read < 0) {
                return null;
            }
            head.write(read);
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    private static String body(String head, InputStream in) throws IOException {
        String lower = head.toLowerCase(Locale.ROOT);
        int at = lower.indexOf("content-length: ");
        int length = at < 0 ? 0 : Integer.parseInt(lower.substring(at + 16, lower.indexOf('\r', at)));
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "raw-node");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
