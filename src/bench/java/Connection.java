import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * One kept-alive HTTP connection on loopback that blocks: as little as a measurement needs. With {@code -Dbench.tls=true} it is
 * over TLS, and believes whoever answers; {@code -Dbench.token} is sent with each request. Not thread-safe.
 */
final class Connection implements AutoCloseable {
    private static final boolean TLS = Boolean.getBoolean("bench.tls");
    private static final String CREDENTIAL = System.getProperty("bench.token") == null
            ? ""
            : "Authorization: Bearer " + System.getProperty("bench.token") + "\r\n";
    private static final SSLContext CONTEXT = TLS ? context() : null;

    private final Socket socket;
    private final InputStream in;
    private int status;
    private String tag = "";

    Connection(int port) throws IOException {
        Socket plain = new Socket(InetAddress.getLoopbackAddress(), port);
        socket = TLS ? CONTEXT.getSocketFactory().createSocket(plain, "localhost", port, true) : plain;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(60_000);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** The body of the answer; its status and tag are kept. */
    String send(String head, String body) throws IOException {
        String request = head + " HTTP/1.1\r\nHost: localhost\r\n" + CREDENTIAL + "Content-Length: " + body.length() + "\r\n\r\n" + body;
        return exchange(request);
    }

    String get(String path, String knownTag) throws IOException {
        String condition = knownTag.isEmpty() ? "" : "If-None-Match: " + knownTag + "\r\n";
        return exchange("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + CREDENTIAL + condition + "\r\n");
    }

    /** Sends a request, and leaves its answer where it is. */
    void ask(String path, String knownTag) throws IOException {
        String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + CREDENTIAL + "If-None-Match: " + knownTag + "\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    }

    private static SSLContext context() {
        X509TrustManager anybody = new X509TrustManager() {
            @Override
            public void checkClientTrusted(X509Certificate[] chain, String type) {}

            @Override
            public void checkServerTrusted(X509Certificate[] chain, String type) {}

            @Override
            public X509Certificate[] getAcceptedIssuers() {
                return new X509Certificate[0];
            }
        };
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {anybody}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @param field one more field of the head, {@code name: value} */
    String get(String path, String knownTag, String field) throws IOException {
        String condition = knownTag.isEmpty() ? "" : "If-None-Match: " + knownTag + "\r\n";
        return exchange("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + field + "\r\n" + condition + "\r\n");
    }

    int status() {
        return status;
    }

    String tag() {
        return tag;
    }

    private String exchange(String request) throws IOException {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        status = Integer.parseInt(line().split(" ")[1]);
        int length = 0;
        for (String header = line(); !header.isEmpty(); header = line()) {
            String lower = header.toLowerCase();
            if (lower.startsWith("content-length:")) {
                length = Integer.parseInt(header.substring(15).strip());
            } else if (lower.startsWith("etag:")) {
                tag = header.substring(5).strip();
            }
        }
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the server closed the connection");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
