package hera.registry.gossip.transport;

import hera.foundation.http.HostPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.DefaultConnectionReuseStrategy;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.apache.hc.core5.io.CloseMode;

/** A connection to a peer, for one pull after the other. Used by one thread at a time; any thread may close it. */
final class PeerConnection {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);

    /** The bounds of a response's head; beyond them the connection counts as broken. */
    private static final Http1Config BOUNDS = Http1Config.custom()
            .setMaxLineLength(16 * 1024)
            .setMaxHeaderCount(200)
            .build();

    private final HostPort peer;
    private final Socket socket = new Socket(Proxy.NO_PROXY);
    private final DefaultBHttpClientConnection http = new DefaultBHttpClientConnection(BOUNDS);
    private volatile boolean closed;
    private String host = "";

    /** A connection that is not open yet. */
    PeerConnection(HostPort peer) {
        this.peer = peer;
    }

    HostPort peer() {
        return peer;
    }

    /** Returns the value of {@code Host} in requests. */
    String host() {
        return host;
    }

    /**
     * Connects to the peer.
     *
     * @throws java.net.UnknownHostException if the address of its host is unknown
     */
    void open() throws IOException {
        InetAddress address = InetAddress.getByName(peer.host());
        URI named = peer.uri("/");
        host = named.getHost() != null ? peer.toString() : HostPort.text(address.getHostAddress(), peer.port());
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress(address, peer.port()), (int) CONNECT_TIMEOUT.toMillis());
        http.bind(socket);
        if (closed) {
            socket.close();
        }
    }

    /** Sends a request and reads the head of its response. */
    ClassicHttpResponse send(ClassicHttpRequest request) throws IOException, HttpException {
        http.sendRequestHeader(request);
        if (request.getEntity() != null) {
            http.sendRequestEntity(request);
        }
        http.flush();
        ClassicHttpResponse response = http.receiveResponseHeader();
        http.receiveResponseEntity(response);
        return response;
    }

    /** Returns whether another request can follow this exchange, which was read to its end. */
    boolean canFollow(ClassicHttpRequest request, ClassicHttpResponse response) {
        return DefaultConnectionReuseStrategy.INSTANCE.keepAlive(request, response, HttpCoreContext.create());
    }

    boolean isOpen() {
        return !closed && http.isOpen();
    }

    /** Closes the connection at once; a thread that reads or connects on it fails. */
    void close() {
        closed = true;
        http.close(CloseMode.IMMEDIATE);
        try {
            socket.close();
        } catch (IOException e) {
            // the connection is given up anyway
        }
    }
}
