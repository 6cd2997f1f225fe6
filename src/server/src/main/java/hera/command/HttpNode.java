package hera.command;

import hera.foundation.http.HostPort;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A node to talk to. Thread-safe.
 *
 * <p>Through {@link HttpURLConnection}: it loads far fewer classes than {@code java.net.http}, and a command
 * makes one request.
 *
 * @param mostBytes what is read of an answer, or of one event of a stream
 */
record HttpNode(HostPort address, int mostBytes) {
    /** A million instances of 200 bytes fit. */
    static final int MOST_ANSWER_BYTES = 256 << 20;

    private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(5);
    private static final Duration ANSWER_PATIENCE = Duration.ofSeconds(30);

    /** A node comments on a stream each 15 s; three times nothing, and it is gone. */
    static final Duration STREAM_PATIENCE = Duration.ofSeconds(45);

    HttpNode(HostPort address) {
        this(address, MOST_ANSWER_BYTES);
    }

    /** Reads a resource; with any status. */
    NodeResponse get(String path) {
        return send("GET", path, null);
    }

    NodeResponse put(String path, byte[] body) {
        return send("PUT", path, body);
    }

    NodeResponse delete(String path) {
        return send("DELETE", path, null);
    }

    /** Opens a stream; with any status. The caller closes it. */
    HttpURLConnection stream(String path, Map<String, String> headers) throws IOException {
        HttpURLConnection connection = connect("GET", path);
        connection.setReadTimeout((int) STREAM_PATIENCE.toMillis());
        headers.forEach(connection::setRequestProperty);
        connection.getResponseCode();
        return connection;
    }

    /** The rest of an answer whose head has come. */
    NodeResponse rest(HttpURLConnection connection) throws IOException {
        int status = connection.getResponseCode();
        try (InputStream body = status >= 400 ? connection.getErrorStream() : connection.getInputStream()) {
            return new NodeResponse(
                    address.toString(),
                    status,
                    body == null ? new byte[0] : bounded(body).readAllBytes());
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
        connection.setConnectTimeout((int) CONNECT_PATIENCE.toMillis());
        connection.setReadTimeout((int) ANSWER_PATIENCE.toMillis());
        connection.setRequestProperty("Accept", "application/json");
        return connection;
    }

    static String reason(IOException e) {
        if (e instanceof UnknownHostException) {
            return "unknown host";
        }
        if (e instanceof SocketTimeoutException) {
            return "it is too slow";
        }
        return e instanceof ConnectException ? "no connection" : String.valueOf(e.getMessage());
    }
}
