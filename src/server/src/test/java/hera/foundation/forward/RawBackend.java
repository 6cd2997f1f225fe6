package hera.foundation.forward;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that does with each connection what a test says. */
public final class RawBackend implements Closeable {
    private final ServerSocket server;
    private final Thread acceptor;
    private final AtomicInteger connections = new AtomicInteger();
    private final Queue<Socket> open = new ConcurrentLinkedQueue<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

    /** What happens on a connection. */
    public interface Script {
        void run(RawPeer client) throws IOException, InterruptedException;
    }

    public RawBackend(Script script) throws IOException {
        this(script, 0);
    }

    /**
     * @param receiveBuffer of its sockets, in bytes; 0 for the system's
     */
    public RawBackend(Script script, int receiveBuffer) throws IOException {
        server = new ServerSocket();
        if (receiveBuffer > 0) {
            server.setReceiveBufferSize(receiveBuffer);
        }
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        acceptor = start(() -> accept(script));
    }

    /** A server that answers each request by what its head is, and keeps the connection. */
    public static RawBackend answering(java.util.function.UnaryOperator<String> answer) throws IOException {
        return new RawBackend(client -> {
            for (RawPeer.Message request = client.message(); !request.head().isEmpty(); request = client.message()) {
                client.send(answer.apply(request.head() + request.body()));
            }
        });
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) server.getLocalSocketAddress();
    }

    public Target target() {
        return new Target(address(), "backend:" + address().getPort(), "");
    }

    public int connections() {
        return connections.get();
    }

    /** What a script threw, for a test whose other side waits in vain. */
    public Queue<Throwable> failures() {
        return failures;
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
        for (Socket socket : open) {
            socket.close();
        }
    }

    private void accept(Script script) {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                open.add(socket);
                connections.incrementAndGet();
                var unused = start(() -> serve(script, socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Script script, Socket socket) {
        try (RawPeer client = new RawPeer(socket)) {
            script.run(client);
        } catch (IOException | InterruptedException | RuntimeException | AssertionError e) {
            failures.add(e);
        }
    }

    private static Thread start(Runnable work) {
        Thread thread = new Thread(work, "raw-backend");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
