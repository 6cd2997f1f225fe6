package hera.command;

import hera.foundation.http.HostPort;
import hera.foundation.time.Failures;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A client of one node. Thread-safe.
 *
 * <p>It uses {@link HttpURLConnection}, because a command makes one request, and {@code java.net.http} would load far
 * more classes.
 *
 * @param credentials what is shown to it, if it may see that
 * @param mostBytes the most bytes of a response, or of one event of a stream
 */
record HttpNode(NodeArgument address, Credentials credentials, int mostBytes) {
    /** The default bound of a response, in bytes: room for a million instances of 200 bytes. */
    static final int MOST_ANSWER_BYTES = 256 << 20;

    /**
     * The timeout for connecting and for each read: it detects a node that hangs, but tolerates one that sends slowly.
     */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** What {@link HttpURLConnection} says of a server that sends nothing, as one does that awaits TLS. */
    private static final String NO_HTTP = "Unexpected end of file";

    /** The timeout for each read of a stream: three times the 15 s between a node's comments. */
    static final Duration STREAM_PATIENCE = Duration.ofSeconds(45);

    HttpNode(NodeArgument address, Credentials credentials) {
        this(address, credentials, MOST_ANSWER_BYTES);
    }

    /** Returns another node, of which this one has told. */
    HttpNode told(HostPort other) {
        return new HttpNode(new NodeArgument(other, address.tls()), credentials.forFound(), mostBytes);
    }

    /** Returns the response to GET, whatever its status. */
    NodeResponse get(String path) {
        return send("GET", path, null);
    }

    NodeResponse put(String path, byte[] body) {
        return send("PUT", path, body);
    }

    NodeResponse delete(String path) {
        return send("DELETE", path, null);
    }

    /** Returns an open stream, whatever its status; the caller closes it. */
    HttpURLConnection stream(String path, Map<String, String> headers) throws IOException {
        HttpURLConnection connection = connect("GET", path);
        connection.setReadTimeout((int) STREAM_PATIENCE.toMillis());
        headers.forEach(connection::setRequestProperty);
        awaitHead(connection);
        return connection;
    }

    /**
     * Waits for the head of a stream with the timeout of any response; the connection's own timeout is the one for
     * comments.
     */
    private static void awaitHead(HttpURLConnection connection) throws IOException {
        CompletableFuture<Integer> head = CompletableFuture.supplyAsync(() -> {
            try {
                return connection.getResponseCode();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        try {
            head.orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).join();
        } catch (CompletionException e) {
            connection.disconnect();
            throw Failures.cause(e) instanceof UncheckedIOException failed
                    ? failed.getCause()
                    : new SocketTimeoutException("no answer");
        }
    }

    /** Returns the whole response of a connection whose head has arrived. */
    NodeResponse rest(HttpURLConnection connection) throws IOException {
        int status = connection.getResponseCode();
        try (InputStream body = status >= 400 ? connection.getErrorStream() : connection.getInputStream()) {
            return new NodeResponse(
                    address.toString(),
                    status,
                    body == null ? new byte[0] : bounded(body).readAllBytes(),
                    credentials.afterUnknown());
        }
    }

    BoundedInput bounded(InputStream body) {
        return new BoundedInput(body, this);
    }

    CommandFailedException silent(IOException e) {
        return CommandFailedException.notAsked(address + " does not answer: " + reason(e));
    }

    private NodeResponse send(String method, String path, byte @Nullable [] body) {
        try {
            HttpURLConnection connection = connect(method, path);
            if (body != null) {
                connection.setDoOutput(true);
                connection.setRequestProperty("Content-Type", "application/json");
                connection.getOutputStream().write(body);
            }
            return rest(connection);
        } catch (IOException e) {
            throw silent(e);
        }
    }

    private HttpURLConnection connect(String method, String path) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) address.uri(path).toURL().openConnection(Proxy.NO_PROXY);
        connection.setRequestMethod(method);
        connection.setInstanceFollowRedirects(false);
        connection.setUseCaches(false);
        connection.setConnectTimeout((int) PATIENCE.toMillis());
        connection.setReadTimeout((int) PATIENCE.toMillis());
        connection.setRequestProperty("Accept", "application/json");
        credentials.show(address, connection);
        return connection;
    }

    /** Returns the reason of a failed request in words. */
    String reason(IOException e) {
        if (e instanceof UnknownHostException) {
            return "unknown host";
        }
        if (e instanceof SocketTimeoutException) {
            return "nothing within " + PATIENCE.toSeconds() + " s";
        }
        if (e instanceof ConnectException) {
            return "no connection";
        }
        String untrusted = address.tls() ? TlsConnections.reason(e) : null;
        if (untrusted != null) {
            return untrusted;
        }
        String message = String.valueOf(e.getMessage());
        return !address.tls() && message.startsWith(NO_HTTP)
                ? "it closes the connection; a node that is secured is https://" + address
                : message;
    }

    /** A bounded stream of a node's bytes: a broken node, or another program on its port, may send without end. */
    static final class BoundedInput extends FilterInputStream {
        private final HttpNode node;
        private long taken;

        BoundedInput(InputStream in, HttpNode node) {
            super(in);
            this.node = node;
        }

        /** Resets the count: the item before is complete. */
        void restart() {
            taken = 0;
        }

        @Override
        public int read() throws IOException {
            int read = super.read();
            count(read < 0 ? 0 : 1);
            return read;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int read = super.read(target, offset, length);
            count(Math.max(0, read));
            return read;
        }

        private void count(int bytes) {
            taken += bytes;
            if (taken > node.mostBytes()) {
                throw CommandFailedException.refused("%s sends more than the %d bytes that a command reads"
                        .formatted(node.address(), node.mostBytes()));
            }
        }
    }
}
