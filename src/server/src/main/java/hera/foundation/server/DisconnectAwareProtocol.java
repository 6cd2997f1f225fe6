package hera.foundation.server;

import hera.foundation.clients.ConnectionListener;
import hera.foundation.clients.ConnectionShares;
import hera.foundation.tls.HandshakeLog;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Lock;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import org.apache.coyote.ActionCode;
import org.apache.coyote.ActionHook;
import org.apache.coyote.Processor;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP/1.1 protocol handler, which notices when the client of a waiting request disconnects. Tomcat makes the
 * instance.
 *
 * <p>Tomcat itself does not look at a connection whose request waits for its answer, so it finds out at the next write,
 * which may be minutes away. Here such a connection stays with the poller; when the client has closed its side, the
 * request is ended as after any other failed connection, and its listeners hear of it. What a client sends ahead stays
 * where it is until the answer is out.
 */
public final class DisconnectAwareProtocol extends Http11NioProtocol {
    private static final int NO_TIMEOUT = -1;
    private static final Logger log = LoggerFactory.getLogger(DisconnectAwareProtocol.class);

    /** The buffer that a connection keeps while its request waits; larger bodies pass in steps, or whole. */
    private static final int BUFFER_BYTES = 2048;

    private static final ThreadLocal<@Nullable SocketWrapperBase<NioChannel>> SERVED = new ThreadLocal<>();

    /** The responses that are given later, by their connection. */
    private static final Map<SocketWrapperBase<?>, AsyncResponse> AWAITED = new ConcurrentHashMap<>();

    /** The bodies that arrive, by their connection. */
    private static final Map<SocketWrapperBase<?>, LateBody> ARRIVING = new ConcurrentHashMap<>();

    /** When the first bytes of the heads came that are not complete yet, by their connection. */
    private static final Map<SocketWrapperBase<?>, Long> HEADS = new ConcurrentHashMap<>();

    private final TlsAwareEndpoint endpoint;
    private @Nullable HandshakeLog handshakeFailures;
    private volatile ConnectionListener listener = ConnectionListener.NONE;
    private volatile long headMillis = RequestDeadlines.USUAL.head().toMillis();

    /** Called by Tomcat. */
    public DisconnectAwareProtocol() {
        this(new TlsAwareEndpoint());
    }

    private DisconnectAwareProtocol(TlsAwareEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
        getEndpoint().getSocketProperties().setAppReadBufSize(BUFFER_BYTES);
        Handler<NioChannel> handler = new AttentiveHandler(this);
        getEndpoint().setHandler(handler);
        setHandler(handler);
    }

    /** Sets the time from the first byte of a request to the end of its head. */
    void setHeadDeadline(Duration time) {
        headMillis = time.toMillis();
    }

    /**
     * Limits the connections of a client.
     *
     * @param connections null for no limit
     * @param told of those that are beyond it, and of what comes too late
     */
    void limit(@Nullable ConnectionShares connections, ConnectionListener told) {
        endpoint.limit(connections, told);
        listener = told;
    }

    /** Makes the port one of TLS alone. */
    void secure(Supplier<SSLEngine> tls, Duration handshakeDeadline, HandshakeLog failures) {
        endpoint.secure(tls, handshakeDeadline);
        handshakeFailures = failures;
    }

    /** The response's buffer, in bytes. Tomcat's own 8 KiB are kept twice, once as characters. */
    @Override
    public int getDesiredBufferSize() {
        return BUFFER_BYTES;
    }

    /** Nothing: no request here has the container's time limit, which is looked for each second in all requests that wait. */
    @Override
    protected void startAsyncTimeout() {}

    @Override
    protected Processor createProcessor() {
        return new AnyHostProcessor(this, getAdapter());
    }

    /** Returns the connection whose request this thread serves. */
    static ServedConnection servedConnection() {
        SocketWrapperBase<NioChannel> connection = SERVED.get();
        return connection == null ? ServedConnection.detached() : new Served(connection);
    }

    /** Returns what stands for the connection whose request this thread serves in {@link ConnectionShares}; null for none. */
    public static @Nullable Object connection() {
        SocketWrapperBase<NioChannel> connection = SERVED.get();
        return connection == null ? null : connection.getSocket().getIOChannel();
    }

    private record Served(SocketWrapperBase<NioChannel> connection) implements ServedConnection {
        @Override
        public Lock lock() {
            return connection.getLock();
        }

        @Override
        public void execute(Runnable task) {
            connection.execute(task);
        }

        @Override
        public void isAwaitedBy(@Nullable AsyncResponse response) {
            if (response == null) {
                AWAITED.remove(connection);
            } else {
                AWAITED.put(connection, response);
            }
        }

        @Override
        public void receives(LateBody body) {
            ARRIVING.put(connection, body);
            connection.setReadTimeout(NO_TIMEOUT); // the body has a deadline of its own
        }

        @Override
        public void stopReading() {
            try {
                connection.getSocket().getIOChannel().shutdownInput();
            } catch (IOException e) {
                log.debug("event=connection-closed-before error=\"{}\"", e.toString());
            }
        }
    }

    private static final class AttentiveHandler extends ConnectionHandler<NioChannel> {
        private final DisconnectAwareProtocol protocol;

        AttentiveHandler(DisconnectAwareProtocol protocol) {
            super(protocol);
            this.protocol = protocol;
        }

        @Override
        public SocketState process(SocketWrapperBase<NioChannel> connection, SocketEvent event) {
            protocol.endpoint.handshakeEnded(connection);
            if (event == SocketEvent.CONNECT_FAIL && protocol.handshakeFailures != null) {
                protocol.handshakeFailures.add(
                        "client", String.valueOf(connection.getRemoteAddr()), TlsAwareEndpoint.failure(connection));
            }
            if (isLate(connection, event)) {
                protocol.listener.late(String.valueOf(connection.getRemoteAddr()));
            }
            boolean gone = event == SocketEvent.OPEN_READ && isHeld(connection) && isClosedByClient(connection);
            SERVED.set(connection);
            SocketState state;
            try {
                state = super.process(connection, gone ? SocketEvent.ERROR : event);
            } finally {
                SERVED.set(null); // not removed: a new entry for each request costs more
                bodyEnded(connection);
            }
            if (state != SocketState.LONG) {
                HEADS.remove(connection);
            } else if (isHeadLate(connection)) {
                protocol.listener.late(String.valueOf(connection.getRemoteAddr()));
                return SocketState.CLOSED;
            }
            if (state == SocketState.OPEN && connection.getReadTimeout() == NO_TIMEOUT) {
                connection.setReadTimeout(protocol.getKeepAliveTimeout());
            }
            return state;
        }

        /** {@inheritDoc} Not always with the connection's lock in hand, and not always after the response's listeners were told. */
        @Override
        public void release(SocketWrapperBase<NioChannel> connection) {
            AsyncResponse awaiting = AWAITED.remove(connection);
            HEADS.remove(connection);
            protocol.endpoint.released(connection);
            bodyEnded(connection);
            if (awaiting != null) {
                awaiting.hasEnded();
            }
            super.release(connection);
        }

        @Override
        protected void longPoll(SocketWrapperBase<?> connection, Processor processor) {
            if (!processor.isAsync()) {
                awaitHead(connection);
                super.longPoll(connection, processor);
                return;
            }
            HEADS.remove(connection);
            if (connection.getSocketBufferHandler().isReadBufferEmpty()) {
                connection.setReadTimeout(NO_TIMEOUT); // it is not the client who is late
                connection.registerReadInterest();
            }
        }

        private static void bodyEnded(SocketWrapperBase<NioChannel> connection) {
            LateBody body = ARRIVING.isEmpty() ? null : ARRIVING.remove(connection);
            if (body != null) {
                body.end();
            }
        }

        /** Whether the container gives a connection up because its handshake or its head has not come in time. */
        private static boolean isLate(SocketWrapperBase<NioChannel> connection, SocketEvent event) {
            return connection.getError() instanceof SocketTimeoutException
                    && (event == SocketEvent.CONNECT_FAIL
                            || (event == SocketEvent.ERROR && HEADS.containsKey(connection)));
        }

        private boolean isHeadLate(SocketWrapperBase<NioChannel> connection) {
            Long began = HEADS.get(connection);
            return began != null && lastRead(connection) - began > protocol.headMillis;
        }

        /** The container closes the connection when it has read nothing for the read timeout. */
        private void awaitHead(SocketWrapperBase<?> connection) {
            long now = lastRead(connection);
            long began = HEADS.computeIfAbsent(connection, absent -> now);
            connection.setReadTimeout(Math.max(1, began + protocol.headMillis - now));
        }

        private static long lastRead(SocketWrapperBase<?> connection) {
            return connection instanceof NioEndpoint.NioSocketWrapper socket ? socket.getLastRead() : 0;
        }

        /** Whether a request waits for its answer, and nobody has begun to end it. */
        private static boolean isHeld(SocketWrapperBase<NioChannel> connection) {
            if (connection.getCurrentProcessor() instanceof Processor processor
                    && processor.isAsync()
                    && processor instanceof ActionHook hook) {
                AtomicBoolean started = new AtomicBoolean();
                hook.action(ActionCode.ASYNC_IS_STARTED, started);
                return started.get();
            }
            return false;
        }

        private static boolean isClosedByClient(SocketWrapperBase<NioChannel> connection) {
            try {
                connection.isReadyForRead();
                return false;
            } catch (IOException e) {
                connection.setError(e);
                return true;
            }
        }
    }
}
