package hera.foundation.server;

import hera.foundation.clients.ClientNetwork;
import hera.foundation.clients.ConnectionListener;
import hera.foundation.clients.ConnectionShares;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SecureNioChannel;
import org.apache.tomcat.util.net.SocketBufferHandler;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.apache.tomcat.util.net.jsse.JSSEImplementation;
import org.apache.tomcat.util.net.openssl.ciphers.Cipher;
import org.apache.tomcat.util.net.openssl.ciphers.Group;
import org.apache.tomcat.util.net.openssl.ciphers.SignatureScheme;
import org.jspecify.annotations.Nullable;

/**
 * Tomcat's endpoint, with this program's TLS where a node has it, instead of Tomcat's own, which would read the JDK's trusted
 * authorities at each start. Each new connection asks for its engine, so that a change of certificates needs no other
 * notice. A handshake has a deadline. A client may have a limited number of connections.
 */
final class TlsAwareEndpoint extends NioEndpoint {
    private volatile @Nullable Supplier<SSLEngine> tls;
    private volatile int handshakeMillis;
    private volatile @Nullable Thread acceptingThread;
    private volatile @Nullable ConnectionShares shares;
    private volatile ConnectionListener listener = ConnectionListener.NONE;

    /** Makes the port one of TLS alone. To be called before it is bound. */
    void secure(Supplier<SSLEngine> with, Duration handshakeDeadline) {
        handshakeMillis = (int) handshakeDeadline.toMillis();
        tls = with;
        setSSLEnabled(true);
        setSslImplementationName(JSSEImplementation.class.getName()); // not OpenSSL, which Tomcat would look for
        addSslHostConfig(new SSLHostConfig()); // Tomcat wants one
        setStrictSni(false); // there is one certificate, whatever the host is called
    }

    /** Nothing: {@link #createSSLEngine} needs no context of Tomcat's making. */
    @Override
    protected void createSSLContext(SSLHostConfig host) {}

    @Override
    protected SSLEngine createSSLEngine(
            String host,
            List<Cipher> ciphers,
            List<String> applicationProtocols,
            List<String> protocols,
            List<Group> groups,
            List<SignatureScheme> signatures) {
        Supplier<SSLEngine> current = tls;
        if (current == null) {
            throw new IllegalStateException("a connection with TLS at a port without it");
        }
        return current.get();
    }

    @Override
    protected NioChannel createChannel(SocketBufferHandler buffer) {
        return tls == null ? super.createChannel(buffer) : TlsChannel.of(buffer, this);
    }

    /** A channel that remembers why its handshake failed, which the container tells nobody. */
    static final class TlsChannel extends SecureNioChannel {
        private @Nullable IOException failure;
        private boolean isNew;

        private TlsChannel(SocketBufferHandler buffer, NioEndpoint endpoint) {
            super(buffer, endpoint);
        }

        /** Returns a new one, as a type that a port without TLS has loaded, too. */
        static NioChannel of(SocketBufferHandler buffer, NioEndpoint endpoint) {
            return new TlsChannel(buffer, endpoint);
        }

        @Override
        public void reset(SocketChannel channel, NioSocketWrapper connection) throws IOException {
            super.reset(channel, connection);
            failure = null;
            isNew = true;
        }

        @Override
        public int handshake(boolean read, boolean write) throws IOException {
            try {
                return super.handshake(read, write);
            } catch (IOException e) {
                failure = e;
                throw e;
            }
        }

        /** Returns, once, that nothing has been served on it. */
        boolean isNew() {
            boolean was = isNew;
            isNew = false;
            return was;
        }

        /** Why the handshake failed; null if the client left, or was too slow. */
        @Nullable
        IOException failure() {
            return failure;
        }
    }

    /** Limits the connections of a client, unless null. To be called before the port is bound. */
    void limit(@Nullable ConnectionShares connections, ConnectionListener told) {
        shares = connections;
        listener = told;
    }

    /** {@inheritDoc} A connection beyond its client's share is closed at once, before a thread has been spent on it. */
    @Override
    protected boolean setSocketOptions(SocketChannel socket) {
        acceptingThread = Thread.currentThread();
        ConnectionShares connections = shares;
        if (connections == null) {
            return super.setSocketOptions(socket);
        }
        InetAddress address = socket.socket().getInetAddress();
        String client = address == null ? "" : ClientNetwork.of(address);
        if (!connections.open(socket, client)) {
            listener.refused(client);
            destroySocket(socket);
            return false;
        }
        boolean served = super.setSocketOptions(socket);
        if (!served) {
            connections.close(socket);
        }
        return served;
    }

    /** Counts a connection no longer. */
    void released(SocketWrapperBase<NioChannel> connection) {
        ConnectionShares connections = shares;
        if (connections != null) {
            connections.close(connection.getSocket().getIOChannel());
        }
    }

    /** {@inheritDoc} A connection is given the time of a handshake by the thread that accepts it. */
    @Override
    public int getConnectionTimeout() {
        return tls != null && Thread.currentThread() == acceptingThread
                ? handshakeMillis
                : super.getConnectionTimeout();
    }

    /** Gives a connection whose handshake is over the time of any other. */
    void handshakeEnded(SocketWrapperBase<NioChannel> connection) {
        if (tls != null && connection.getSocket() instanceof TlsChannel channel && channel.isNew()) {
            connection.setReadTimeout(getConnectionTimeout());
            connection.setWriteTimeout(getConnectionTimeout());
        }
    }

    /** Why the handshake of a connection failed; null if the client left without a word, or was too slow. */
    static @Nullable IOException failure(SocketWrapperBase<NioChannel> connection) {
        return connection.getSocket() instanceof TlsChannel channel ? channel.failure() : null;
    }
}
