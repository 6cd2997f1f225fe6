package hera.registry.gossip.transport;

import hera.foundation.http.HostPort;
import hera.foundation.names.NodeName;
import hera.foundation.time.Cancellable;
import hera.foundation.time.ChainedWorkers;
import hera.foundation.time.Timer;
import hera.registry.gossip.PeerClient;
import hera.registry.gossip.PullFailedException;
import hera.registry.gossip.PullFailedException.Kind;
import hera.registry.gossip.PullRequest;
import hera.registry.gossip.PullResponse;
import hera.registry.settings.Environment;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pulls over HTTP/1.1. A response is read up to a bound and given up beyond it, whether it comes as it is or
 * compressed, and the whole exchange has a deadline, so a peer that sends slowly or without end costs a bounded time
 * and memory.
 *
 * <p>Each pull that is under way holds a thread, because an exchange on one blocking thread takes a small part of the
 * processor time of one that is handed from thread to thread.
 */
public final class HttpPeerClient implements PeerClient, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(HttpPeerClient.class);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(10);
    private static final int MOST_PULLS = 1_000;

    private final PullMessages messages;
    private final @Nullable PeerTls tls;
    private final PeerConnections connections;
    private final Timer timer;
    private final Duration answerTimeout;
    private final int mostPulls;
    private final AtomicInteger pulls = new AtomicInteger();
    private final ChainedWorkers threads = new ChainedWorkers("hera-peer");

    /**
     * A client that states its identity.
     *
     * @param headers sent with each request
     * @param environment this node's; responses from another are dropped
     * @param maxPageBytes how large pages are meant to be; a single entry may make one larger, so twice that is read
     * @param timer ends exchanges that take too long
     * @param tls by which this node and its peers prove their names to each other; null for plain HTTP
     */
    public HttpPeerClient(
            Supplier<Map<String, String>> headers,
            @Nullable Environment environment,
            int maxPageBytes,
            Timer timer,
            @Nullable PeerTls tls) {
        this(headers, environment, maxPageBytes, timer, tls, ANSWER_TIMEOUT, MOST_PULLS);
    }

    HttpPeerClient(
            Supplier<Map<String, String>> headers,
            @Nullable Environment environment,
            int maxPageBytes,
            Timer timer,
            @Nullable PeerTls tls,
            Duration answerTimeout,
            int mostPulls) {
        this.messages =
                new PullMessages(headers, environment, (int) Math.min(Integer.MAX_VALUE - 8, 2L * maxPageBytes));
        this.tls = tls;
        this.connections = new PeerConnections(timer);
        this.timer = timer;
        this.answerTimeout = answerTimeout;
        this.mostPulls = mostPulls;
    }

    @Override
    public CompletableFuture<PullResponse> pull(HostPort peer, PullRequest request) {
        return pull(peer, null, request);
    }

    @Override
    public CompletableFuture<PullResponse> pull(HostPort peer, @Nullable NodeName name, PullRequest request) {
        Exchange exchange = new Exchange(peer, name, request);
        if (pulls.incrementAndGet() > mostPulls) {
            pulls.decrementAndGet();
            threads.execute(() ->
                    exchange.fail(Kind.INTERNAL, "%d pulls are under way, and more are not sent".formatted(mostPulls)));
            return exchange.result;
        }
        Duration deadline = request.hold().plus(answerTimeout);
        Cancellable alarm = timer.after(
                deadline, () -> exchange.fail(Kind.TIMEOUT, "no whole answer within " + deadline.toSeconds() + " s"));
        var unused = exchange.result.whenComplete((response, failure) -> {
            alarm.cancel();
            if (failure != null) {
                exchange.hangUp();
            }
        });
        threads.execute(exchange);
        return exchange.result;
    }

    /**
     * Returns the threads of pulls. The work that follows a response, the next pull included, runs on the thread that
     * has read it, so that a round of a held pull wakes one thread and not three.
     */
    public Executor threads() {
        return threads;
    }

    /** Closes all connections; pulls that are under way fail. */
    @Override
    public void close() {
        connections.close();
        threads.close();
    }

    /** A pull under way. */
    private final class Exchange implements Runnable {
        private final HostPort peer;
        private final @Nullable NodeName expected;
        private final PullRequest pull;
        private final CompletableFuture<PullResponse> result = new CompletableFuture<>();
        private @Nullable PeerConnection inUse; // guarded by this
        private boolean givenUp; // guarded by this

        Exchange(HostPort peer, @Nullable NodeName expected, PullRequest pull) {
            this.peer = peer;
            this.expected = expected;
            this.pull = pull;
        }

        @Override
        public void run() {
            try {
                result.complete(exchange());
            } catch (PullFailedException e) {
                result.completeExceptionally(e);
            } catch (IOException | HttpException | IllegalArgumentException e) {
                result.completeExceptionally(reason(e));
            } catch (RuntimeException | Error e) {
                result.completeExceptionally(e);
                throw e;
            } finally {
                pulls.decrementAndGet();
            }
        }

        private PullResponse exchange() throws PullFailedException, IOException, HttpException {
            PeerConnection kept = connections.take(peer);
            if (kept != null && !kept.isGoodFor(expected)) {
                kept.close();
            } else if (kept != null) {
                try {
                    return read(kept, send(kept));
                } catch (StaleException e) {
                    log.debug("event=reconnect peer={} reason={}", peer, e.getMessage());
                }
            }
            PeerConnection made = new PeerConnection(peer, tls == null ? null : tls.node());
            try {
                use(made);
                open(made);
                return read(made, send(made));
            } catch (StaleException e) {
                throw tls == null ? e.why : new SSLException(e.why);
            }
        }

        /** Opens a connection; nothing is sent to a node of another name than the expected one. */
        private void open(PeerConnection made) throws PullFailedException, IOException {
            try {
                made.open();
                TlsFailures.checkExpected(made.name(), expected);
            } catch (IOException | PullFailedException e) {
                made.close();
                throw e;
            }
        }

        /** Sends the pull; fails as stale when the peer takes no more requests on this connection. */
        private Sent send(PeerConnection connection) throws StaleException, IOException, HttpException {
            try {
                use(connection);
                ClassicHttpRequest request = messages.request(connection.host(), pull);
                return new Sent(request, connection.send(request));
            } catch (NoHttpResponseException | ConnectionClosedException | SocketException e) {
                connection.close();
                throw new StaleException(e);
            } catch (SSLException e) {
                connection.close();
                if (e.getCause() instanceof SocketException) { // as before Java 21
                    throw new StaleException(e);
                }
                throw e;
            } catch (IOException | HttpException | RuntimeException e) {
                connection.close();
                throw e;
            }
        }

        private PullResponse read(PeerConnection connection, Sent sent) throws PullFailedException, IOException {
            boolean whole = false;
            try {
                PullResponse response = messages.response(pull, sent.response);
                TlsFailures.checkStated(connection.name(), response.node());
                TlsFailures.checkNotEnded(connection);
                whole = connection.canFollow(sent.request, sent.response);
                return response;
            } finally {
                if (letGo() && whole) {
                    connections.keep(connection);
                } else {
                    connection.close();
                }
            }
        }

        private synchronized void use(PeerConnection connection) {
            inUse = connection;
            if (givenUp) {
                connection.close();
            }
        }

        /** Returns whether the connection, which is no longer in use, was not closed meanwhile. */
        private synchronized boolean letGo() {
            inUse = null;
            return !givenUp;
        }

        private void fail(Kind kind, String why) {
            result.completeExceptionally(new PullFailedException(kind, why));
        }

        private synchronized void hangUp() {
            givenUp = true;
            if (inUse != null) {
                inUse.close();
            }
        }
    }

    private record Sent(ClassicHttpRequest request, ClassicHttpResponse response) {}

    /** The peer has closed a connection before it answered. */
    private static final class StaleException extends Exception {
        private static final long serialVersionUID = 1;
        private final transient IOException why;

        StaleException(IOException why) {
            super(why.getMessage(), null, false, false);
            this.why = why;
        }
    }

    private static PullFailedException reason(Exception failure) {
        if (failure instanceof UnknownHostException) {
            return new PullFailedException(Kind.UNREACHABLE, "unknown host");
        }
        if (failure instanceof SocketTimeoutException) {
            return new PullFailedException(Kind.TIMEOUT, "no connection in time");
        }
        if (failure instanceof SSLException secured) {
            return TlsFailures.reason(secured);
        }
        return new PullFailedException(
                Kind.UNREACHABLE, failure instanceof ConnectException ? "no connection" : String.valueOf(failure));
    }
}
