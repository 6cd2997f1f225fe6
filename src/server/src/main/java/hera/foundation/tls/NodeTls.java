package hera.foundation.tls;

import hera.foundation.access.Certificates;
import hera.foundation.access.ClientCertificates;
import hera.foundation.access.TlsFiles;
import hera.foundation.names.NodeName;
import java.io.IOException;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * The TLS of a node, towards clients and towards peers: its certificate, its key and the authorities that it trusts, as in
 * force. A change of the files is in force for new connections after the next {@link #look}; open ones live on. Thread-safe.
 */
public final class NodeTls implements Certificates {
    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    /** Those of TLS 1.3; and of 1.2 those with forward secrecy and authenticated encryption (RFC 9325, 4.2). */
    private static final String[] CIPHER_SUITES = {
        "TLS_AES_128_GCM_SHA256",
        "TLS_AES_256_GCM_SHA384",
        "TLS_CHACHA20_POLY1305_SHA256",
        "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
        "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
        "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
        "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
        "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
        "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"
    };

    private static final int NO_PORT = -1;

    private final TlsFiles files;
    private final NodeName node;
    private volatile TlsState state;
    private volatile @Nullable String fault;

    private NodeTls(TlsFiles files, NodeName node, TlsState state) {
        this.files = files;
        this.node = node;
        this.state = state;
    }

    /**
     * Reads the files for the first time.
     *
     * @param node the name that the certificate must state
     * @throws PemFileException if a file is missing or has not what it must, the key is not the certificate's, or the
     *     certificate is out of its time, does not name the node, or is not signed by the authority of peers for servers and
     *     clients
     */
    public static NodeTls open(TlsFiles files, NodeName node, Instant now) throws PemFileException {
        System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true"); // the JDK has no other way to say so
        TlsState state = TlsState.of(TlsState.Content.read(files), files.clientCertificates(), node, now);
        return new NodeTls(files, node, state);
    }

    /** Looks at the files again. Not to be called by two threads at a time. */
    public TlsReload look(Instant now) {
        try {
            TlsState.Content found = TlsState.Content.read(files);
            if (found.isSameAs(state.content)) {
                fault = null;
                return TlsReload.UNCHANGED;
            }
            state = TlsState.of(found, files.clientCertificates(), node, now);
            fault = null;
            return TlsReload.LOADED;
        } catch (PemFileException e) {
            String reason = String.valueOf(e.getMessage());
            boolean isKnown = reason.equals(fault);
            fault = reason;
            return isKnown ? TlsReload.UNCHANGED : TlsReload.FAILED;
        }
    }

    /** Why the files as they are now are not in force, with the file's name; null if they are. */
    public @Nullable String fault() {
        return fault;
    }

    /** Returns what has an end of all that is in force. */
    public List<CertificateEnd> ends() {
        return state.ends();
    }

    /** Returns what is in force, to be compared with what was when a connection was made. */
    public Object generation() {
        return state;
    }

    /** Returns the server's end of a new connection, where nobody's certificate is asked for: the port is another system's. */
    public SSLEngine plainServerEngine() {
        return engine(state.toClients.createSSLEngine(), false);
    }

    /** Returns the server's end of a new connection, where only nodes get in. */
    public SSLEngine memberEngine() {
        SSLEngine engine = engine(state.toMembers.createSSLEngine(), false);
        engine.setNeedClientAuth(true);
        return engine;
    }

    /**
     * Returns the client's end of a new connection to a node, whose handshake fails at any other one.
     *
     * @param node the name that its certificate must state; null for any node
     */
    public SSLEngine peerEngine(@Nullable NodeName node) {
        SSLEngine engine = state.toPeers.createSSLEngine(node == null ? null : node.value(), NO_PORT);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setServerNames(List.of()); // a node's name is no host's
        engine.setSSLParameters(parameters);
        return engine(engine, true);
    }

    /** Returns the context of clients that connect to any node, as it is now; whoever names no node learns its name from the response. */
    public SSLContext peerContext() {
        return state.toPeers;
    }

    private static SSLEngine engine(SSLEngine engine, boolean isClient) {
        engine.setUseClientMode(isClient);
        engine.setEnabledProtocols(PROTOCOLS);
        engine.setEnabledCipherSuites(CIPHER_SUITES);
        return engine;
    }

    /** Returns the server's end of a new connection. */
    public SSLEngine serverEngine() {
        SSLEngine engine = plainServerEngine();
        if (files.clientCertificates() == ClientCertificates.REQUIRED) {
            engine.setNeedClientAuth(true);
        } else {
            engine.setWantClientAuth(true); // peers have no other credential
        }
        return engine;
    }

    /**
     * Returns TLS to a peer over a connected socket, before the handshake; after it, {@link #peerName} names the peer. Whoever
     * wants to end it while another thread reads closes the socket below, because this one would wait to say goodbye.
     */
    public SSLSocket toPeer(Socket connected) throws IOException {
        String address = connected.getInetAddress().getHostAddress();
        SSLSocket secured = (SSLSocket)
                state.toPeers.getSocketFactory().createSocket(connected, address, connected.getPort(), true);
        secured.setUseClientMode(true);
        secured.setEnabledProtocols(PROTOCOLS);
        secured.setEnabledCipherSuites(CIPHER_SUITES);
        return secured;
    }

    /** Returns the name of the peer that a connection leads to, once its handshake is over. */
    public static NodeName peerName(SSLSocket secured) throws IOException {
        NodeName name = NodeCertificate.nodeName(peerCertificate(secured));
        if (name == null) {
            throw new IOException("its certificate names no node"); // and the handshake would have failed
        }
        return name;
    }

    /** Returns the certificate of the peer that a connection leads to, once its handshake is over. */
    public static X509Certificate peerCertificate(SSLSocket secured) throws IOException {
        return (X509Certificate) secured.getSession().getPeerCertificates()[0];
    }

    /** Returns why a handshake failed, in words without the JDK's classes; null if the reason is not a certificate of the other side. */
    public static @Nullable String refusal(IOException failed) {
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateException) {
                return Refusals.reason(cause);
            }
        }
        return null;
    }

    /** Returns, for a line of the log, which client's certificate this thread has refused since the last call, and why; null if none. */
    public static @Nullable String takeRefusal() {
        return ClientTrust.takeRefusal();
    }

    /** {@inheritDoc} Whether it is still valid is for the caller to compare. */
    @Override
    public @Nullable String nodeName(X509Certificate[] chain) {
        NodeName name = NodeCertificate.nodeName(chain[0]);
        return name != null && state.peerCa.isOfClient(chain) ? name.value() : null;
    }

    /** {@inheritDoc} None either where clients' certificates are not looked at. */
    @Override
    public List<String> clientNames(X509Certificate[] chain) {
        return files.clientCertificates() != ClientCertificates.NONE && state.ca.isOfClient(chain)
                ? CertificateNames.of(chain[0])
                : List.of();
    }
}
