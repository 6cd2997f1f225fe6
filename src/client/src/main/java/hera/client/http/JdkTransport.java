package hera.client.http;

import hera.client.time.ClientLoop;
import hera.client.time.Ongoing;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.ConnectException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * HTTP/1.1 by the JDK's client. Build it on a thread of the group that is to own the client's selector thread: on JDK 17
 * to 20 that thread has no other end than an interrupt. Safe for use by many threads.
 */
public final class JdkTransport implements Transport {
    /** How long making a connection may take. */
    public static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

    private static final Logger log = LoggerFactory.getLogger(JdkTransport.class);
    private static final int DISCARD_PORT = 9;

    private final ClientLoop loop;
    private final Executor workers;
    private volatile @Nullable HttpClient client;

    /** @param tls null when no node speaks TLS */
    public JdkTransport(ClientLoop loop, Executor workers, @Nullable SSLContext tls) {
        this.loop = loop;
        this.workers = workers;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(HttpClient.Builder.NO_PROXY)
                .connectTimeout(CONNECT_TIMEOUT)
                .sslContext(tls == null ? new PlainHttpOnly() : tls)
                .executor(workers)
                .build();
    }

    @Override
    public Ongoing send(NodeRequest request, Receiver receiver) {
        AnswerReader delivery = new AnswerReader(loop, request, receiver);
        HttpClient open = client;
        if (open == null) {
            delivery.fail(new RequestFailure(RequestFailure.Kind.UNREACHABLE, "the client is closed"));
            return () -> {};
        }
        CompletableFuture<?> future;
        try {
            future = open.sendAsync(toJdk(request), delivery::subscriber);
        } catch (RuntimeException e) {
            delivery.fail(new RequestFailure(RequestFailure.Kind.UNREACHABLE, String.valueOf(e.getMessage())));
            return () -> {};
        }
        var unused = future.whenComplete((answer, error) -> {
            if (error != null) {
                delivery.fail(failure(error));
            }
        });
        return () -> {
            delivery.cancel();
            future.cancel(true);
        };
    }

    private static HttpRequest toJdk(NodeRequest request) {
        HttpRequest.Builder jdk = HttpRequest.newBuilder(
                        URI.create(request.endpoint().origin() + request.path()))
                .method(
                        request.method(),
                        request.body().isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(request.body()));
        request.headers().forEach(jdk::header);
        return jdk.build();
    }

    /** The first of an error and its causes that says what happened decides. */
    private static RequestFailure failure(Throwable thrown) {
        for (Throwable error = thrown; error != null; error = error.getCause()) {
            RequestFailure.Kind kind = kind(error);
            if (kind != null) {
                return new RequestFailure(kind, String.valueOf(error.getMessage()));
            }
        }
        return new RequestFailure(RequestFailure.Kind.BROKEN, String.valueOf(thrown.getMessage()));
    }

    private static RequestFailure.@Nullable Kind kind(Throwable error) {
        if (error instanceof AnswerReader.TooLargeException) {
            return RequestFailure.Kind.TOO_LARGE;
        }
        if (error instanceof AnswerReader.UnwantedException) {
            return RequestFailure.Kind.UNWANTED;
        }
        boolean unreachable = error instanceof ConnectException
                || error instanceof HttpConnectTimeoutException
                || error instanceof UnresolvedAddressException
                || error instanceof SSLException
                || error instanceof CancellationException
                || error instanceof RejectedExecutionException;
        return unreachable ? RequestFailure.Kind.UNREACHABLE : null;
    }

    @Override
    public void resolve(String host, Consumer<List<Resolved>> receiver) {
        try {
            workers.execute(() -> {
                List<Resolved> found = lookUp(host);
                loop.execute(() -> receiver.accept(found));
            });
        } catch (RejectedExecutionException e) {
            log.debug("event=resolve-after-close host={}", host);
        }
    }

    private static List<Resolved> lookUp(String host) {
        List<Resolved> found = new ArrayList<>();
        try {
            for (InetAddress address : InetAddress.getAllByName(host)) {
                found.add(new Resolved(literal(address), isLocal(address)));
            }
        } catch (UnknownHostException e) {
            log.debug("event=unknown-host host={}", host);
        }
        return found;
    }

    /** The address without the scope of a link-local one, which no URI can carry. */
    private static String literal(InetAddress address) {
        String text = address.getHostAddress();
        int scope = text.indexOf('%');
        return scope < 0 ? text : text.substring(0, scope);
    }

    private static boolean isLocal(InetAddress address) {
        try {
            return address.isLoopbackAddress()
                    || address.isAnyLocalAddress()
                    || NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            return false;
        }
    }

    /** By a datagram socket that sends nothing: connecting it makes the kernel choose the way. */
    @Override
    public @Nullable String localAddressTowards(String address) {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(new InetSocketAddress(InetAddress.getByName(address), DISCARD_PORT));
            InetAddress local = socket.getLocalAddress();
            return local == null || local.isAnyLocalAddress() ? null : literal(local);
        } catch (IOException | RuntimeException e) {
            return null;
        }
    }

    /** From JDK 21 on the client is shut down; before that its selector's thread ends by an interrupt of its group. */
    @Override
    public void close() {
        HttpClient open = client;
        client = null;
        if (open == null) {
            return;
        }
        try {
            HttpClient.class.getMethod("shutdownNow").invoke(open);
        } catch (NoSuchMethodException e) {
            log.trace("event=no-shutdown reason=older-than-21");
        } catch (IllegalAccessException | InvocationTargetException e) {
            log.debug("event=shutdown-failed", e);
        }
    }
}
