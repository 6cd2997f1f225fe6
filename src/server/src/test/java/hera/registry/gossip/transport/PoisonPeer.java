package hera.registry.gossip.transport;

import hera.foundation.http.HostPort;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A peer on a socket of its own that answers each connection's first request with what the test likes. */
final class PoisonPeer implements AutoCloseable {
    /** Small, so that what the asker took can be told from what only lies in a buffer. */
    private static final int SEND_BUFFER = 32 << 10;

    private final ServerSocket server;
    private final Behaviour behaviour;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicLong bytesSent = new AtomicLong();
    private final CompletableFuture<String> givenUp = new CompletableFuture<>();

    /** What to do with a connection whose request has been read. */
    @FunctionalInterface
    interface Behaviour {
        void answer(Line line) throws IOException;
    }

    /** The peer's end of one connection. */
    final class Line {
        private final Socket socket;
        private final InputStream in;
        private final OutputStream out;
        private String head = "";

        Line(Socket socket) throws IOException {
            this.socket = socket;
            this.in = socket.getInputStream();
            this.out = socket.getOutputStream();
        }

        Line send(String latin1) throws IOException {
            return send(latin1.getBytes(StandardCharsets.ISO_8859_1));
        }

        Line send(byte[] bytes) throws IOException {
            out.write(bytes);
            bytesSent.addAndGet(bytes.length);
            return this;
        }

        /** Waits until the asker closes the connection. */
        void awaitEnd() throws IOException {
            while (in.read() >= 0) {
                // whatever it sends
            }
        }

        /** Whether the asker closes the connection within that time. */
        boolean endsWithinMillis(int millis) throws IOException {
            socket.setSoTimeout(millis);
            try {
                return in.read() < 0;
            } catch (SocketTimeoutException e) {
                return false;
            }
        }

        /** Ends the connection with a reset instead of an end. */
        void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        /** Says that nothing more will be sent. */
        void end() throws IOException {
            socket.shutdownOutput();
        }

        /** The request's line and headers. */
        String head() {
            return head;
        }

        /** Waits for the next request on the connection. */
        void readHead() throws IOException {
            StringBuilder read = new StringBuilder();
            while (read.indexOf("\r\n\r\n") < 0) {
                int next = in.read();
                if (next < 0) {
                    throw new IOException("no request");
                }
                read.append((char) next);
            }
            head = read.toString();
        }
    }

    private PoisonPeer(Behaviour behaviour) throws IOException {
        this.behaviour = behaviour;
        this.server = new ServerSocket();
        server.setReceiveBufferSize(SEND_BUFFER);
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        daemon("poison-accept", this::accept);
    }

    static PoisonPeer that(Behaviour behaviour) {
        try {
            return new PoisonPeer(behaviour);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    HostPort address() {
        return new HostPort("127.0.0.1", server.getLocalPort());
    }

    int connections() {
        return connections.get();
    }

    long bytesSent() {
        return bytesSent.get();
    }

    /** Done, with the reason, when the first connection has ended while the peer still answered or waited. */
    CompletableFuture<String> givenUp() {
        return givenUp;
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                socket.setSendBufferSize(SEND_BUFFER);
                socket.setTcpNoDelay(true);
                open.add(socket);
                connections.incrementAndGet();
                daemon("poison-answer", () -> serve(socket));
            }
        } catch (IOException closed) {
            // the test has ended
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            Line line = new Line(socket);
            line.readHead();
            behaviour.answer(line);
            line.awaitEnd();
            givenUp.complete("end of connection");
        } catch (IOException e) {
            givenUp.complete(e.toString());
        } finally {
            open.remove(socket);
        }
    }

    private static void daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }
}
