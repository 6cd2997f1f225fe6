package hera.registry.gossip.transport;

import hera.foundation.http.HostPort;
import hera.foundation.names.NodeName;
import hera.foundation.tls.NodeTls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.DefaultConnectionReuseStrategy;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.apache.hc.core5.io.CloseMode;
import org.jspecify.annotations.Nullable;

/** A connection to a peer, for one pull after the other. Used by one thread at a time; any thread may close it. */
final class PeerConnection {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);

    /** The bounds of a response's head; beyond them the connection counts as broken. */
    private static final Http1Config BOUNDS = Http1Config.custom()
            .setMaxLineLength(16 * 1024)
            .setMaxHeaderCount(200)
            .build();

    private static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(10);

    private final HostPort peer;
    private final @Nullable NodeTls tls;
    private final @Nullable Object generation;
    private final Socket socket = new Socket(Proxy.NO_PROXY);
    private final DefaultBHttpClientConnection http = new DefaultBHttpClientConnection(BOUNDS);
    private volatile boolean closed;
    private String host = "";
    private @Nullable NodeName name;
    private @Nullable X509Certificate certificate;

    /**
     * A connection that is not open yet.
     *
     * @param tls null for plain HTTP
     */
    PeerConnection(HostPort peer, @Nullable NodeTls tls) {
        this.peer = peer;
        this.tls = tls;
        this.generation = tls == null ? null : tls.generation();
    }

    HostPort peer() {
        return peer;
    }

    /** Returns the value of {@code Host} in requests. */
    String host() {
        return host;
    }

    /** The name that the peer has proven; null with plain HTTP, which proves none. */
    @Nullable
    NodeName name() {
        return name;
    }

    /** Returns whether it may be used for a node of that name, with the certificates that are in force now. */
    boolean isGoodFor(@Nullable NodeName expected) {
        return tls == null
                || (generation == tls.generation() && (expected == null || expected.equals(name)) && !hasEnded());
    }

    /** Returns whether the peer's certificate has ended since the handshake, by the clock that handshakes go by. */
    boolean hasEnded() {
        if (certificate == null) {
            return false;
        }
        try {
            certificate.checkValidity();
            return false;
        } catch (CertificateExpiredException | CertificateNotYetValidException e) {
            return true;
        }
    }

    /**
     * Connects to the peer, and has it prove its name where there is TLS.
     *
     * @throws java.net.UnknownHostException if the address of its host is unknown
     */
    void open() throws IOException {
        InetAddress address = InetAddress.getByName(peer.host());
        URI named = peer.uri("/");
        host = named.getHost() != null ? peer.toString() : HostPort.text(address.getHostAddress(), peer.port());
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress(address, peer.port()), (int) CONNECT_TIMEOUT.toMillis());
        if (tls == null) {
            http.bind(socket);
        } else {
            secure(tls);
        }
        if (closed) {
            socket.close();
        }
    }

    private void secure(NodeTls with) throws IOException {
        socket.setSoTimeout((int) HANDSHAKE_TIMEOUT.toMillis());
        SSLSocket secured = with.toPeer(socket);
        try {
            secured.startHandshake();
        } catch (SocketException e) {
            throw new SSLException(e);
        }
        socket.setSoTimeout(0);
        name = NodeTls.peerName(secured);
        certificate = NodeTls.peerCertificate(secured);
        http.bind(secured, socket);
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

    /**
     * Closes the connection at once; a thread that reads or connects on it fails. With TLS, too, the socket below is closed
     * first: a farewell would wait for the thread that writes.
     */
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
