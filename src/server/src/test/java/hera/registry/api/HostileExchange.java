package hera.registry.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What came back on a connection on which a hostile request was sent, and a plain one after it, the sentinel.
 *
 * @param answered all bytes, as characters below U+0100
 */
record HostileExchange(String answered) {
    /** What the sentinel asks for. */
    static final String SENTINEL_PATH = "/sentinel/one";

    /** What stands there. */
    static final String MARK = "{\"sentinel\":1}";

    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3})[^\r\n]*\r\n");
    private static final int PATIENCE_MILLIS = 10_000;

    /** Returns the plain request, with more header lines. */
    static String sentinel(String headers) {
        return "GET " + SENTINEL_PATH + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + headers + "\r\n";
    }

    /** Sends all, and takes all that comes until the connection is closed or nothing more comes. */
    static HostileExchange send(int port, String bytes) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return send(socket, bytes);
        }
    }

    /** The same on a connection that is open. */
    static HostileExchange send(Socket socket, String bytes) throws IOException {
        socket.setSoTimeout(PATIENCE_MILLIS);
        StringBuilder answered = new StringBuilder();
        try {
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            InputStream in = socket.getInputStream();
            byte[] some = new byte[8192];
            for (int read = in.read(some); read >= 0; read = in.read(some)) {
                answered.append(new String(some, 0, read, StandardCharsets.ISO_8859_1));
            }
        } catch (SocketTimeoutException e) {
            answered.append(" [nothing more]");
        } catch (IOException e) {
            answered.append(" [reset]"); // bytes that nobody would read were under way
        }
        return new HostileExchange(answered.toString());
    }

    /** The statuses of the answers, without those that are not final. */
    List<Integer> statuses() {
        List<Integer> statuses = new ArrayList<>();
        Matcher status = STATUS.matcher(answered);
        while (status.find()) {
            if (!status.group(1).equals("100")) {
                statuses.add(Integer.valueOf(status.group(1)));
            }
        }
        return statuses;
    }

    boolean isSentinelServed() {
        return answered.contains(MARK);
    }

    /** The answers are at most one to each request; the last is the sentinel's, or the connection was closed before it. */
    void assertInStep(HostileRequests hostile) {
        List<Integer> statuses = statuses();
        assertThat(statuses).as("%s: %s", hostile, answered).hasSizeLessThanOrEqualTo(2);
        assertThat(statuses).as("%s: %s", hostile, answered).allMatch(code -> code < 500 || code == 501 || code == 505);
        if (statuses.size() == 2) {
            assertThat(isSentinelServed()).as("%s: %s", hostile, answered).isTrue();
            assertThat(answered.indexOf(MARK)).isGreaterThan(answered.lastIndexOf("HTTP/1.1 200"));
        } else {
            assertThat(isSentinelServed()).as("%s: %s", hostile, answered).isFalse();
        }
    }
}
