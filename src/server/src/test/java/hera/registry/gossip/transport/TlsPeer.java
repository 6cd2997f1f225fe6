package hera.registry.gossip.transport;

import hera.foundation.http.HostPort;
import hera.harness.TlsClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** A peer with TLS that answers each request by the same lines, or never. */
final class TlsPeer implements AutoCloseable {
    private final SSLServerSocket server;
    private final @Nullable String answer;
    private final List<SSLSocket> connections = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<Certificate> askers = new CopyOnWriteArrayList<>();

    /** @param node the value of {@code Hera-Node} in answers; empty for none, null for a peer that does not answer */
    TlsPeer(TlsClient identity, @Nullable String node) throws IOException {
        server = (SSLServerSocket)
                identity.context().getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        server.setNeedClientAuth(true);
        String stated = node == null || node.isEmpty() ? "" : "Hera-Node: " + node + "\r\n";
        answer = node == null
                ? null
                : "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" + stated + "Content-Length: 2\r\n\r\n{}";
        Thread accepting = new Thread(this::accept, "tls-peer");
        accepting.setDaemon(true);
        accepting.start();
    }

    HostPort address() {
        return new HostPort("127.0.0.1", server.getLocalPort());
    }

    /** The request lines that have come. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    /** The certificate of each connection's asker. */
    List<Certificate> askers() {
        return List.copyOf(askers);
    }

    /** Ends the connections, as a peer that restarts. */
    void hangUp() throws IOException {
        for (SSLSocket connection : connections) {
            connection.close();
        }
        connections.clear();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                SSLSocket connection = (SSLSocket) server.accept();
                connections.add(connection);
                Thread serving = new Thread(() -> serve(connection), "tls-peer-connection");
                serving.setDaemon(true);
                serving.start();
            } catch (IOException e) {
                if (!server.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void serve(SSLSocket connection) {
        try (connection) {
            connection.startHandshake();
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.US_ASCII));
            askers.add(connection.getSession().getPeerCertificates()[0]);
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                requests.add(line);
                while (!in.readLine().isEmpty()) {}
                if (answer != null) {
                    connection.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
                }
            }
        } catch (IOException e) {
            // the asker has left, or is refused
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        hangUp();
    }
}
