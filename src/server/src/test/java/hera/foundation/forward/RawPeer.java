package hera.foundation.forward;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.Locale;

/** One end of a connection that speaks HTTP by hand: exactly the bytes that a test says. */
public final class RawPeer implements Closeable {
    private static final int PATIENCE_MILLIS = 20_000;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    RawPeer(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        in = socket.getInputStream();
        out = socket.getOutputStream();
    }

    public static RawPeer connect(InetSocketAddress address) throws IOException {
        return new RawPeer(new Socket(address.getAddress(), address.getPort()));
    }

    /** A connection from another address of this host. */
    public static RawPeer connect(String source, InetSocketAddress address) throws IOException {
        return new RawPeer(new Socket(address.getAddress(), address.getPort(), InetAddress.getByName(source), 0));
    }

    /** A connection whose receive buffer is small, so that whoever does not read is felt early. */
    public static RawPeer connectWithSmallBuffer(InetSocketAddress address) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(8192);
        socket.connect(address);
        return new RawPeer(socket);
    }

    /** A head of these lines. */
    public static String head(String... lines) {
        return String.join("\r\n", lines) + "\r\n\r\n";
    }

    public RawPeer send(String text) throws IOException {
        return send(text.getBytes(ISO_8859_1));
    }

    public RawPeer send(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
        return this;
    }

    /** Reads a line and fields with the empty line behind them; empty at the connection's end. */
    public String head() throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int ends = 0;
        while (ends < 4) {
            int b = in.read();
            if (b < 0) {
                return head.size() == 0 ? "" : head.toString(ISO_8859_1) + "<broken off>";
            }
            head.write(b);
            ends = b == (ends % 2 == 0 ? '\r' : '\n') ? ends + 1 : b == '\r' ? 1 : 0;
        }
        return head.toString(ISO_8859_1);
    }

    public String bytes(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("The connection ended after %d of %d bytes: %s"
                    .formatted(bytes.length, length, new String(bytes, ISO_8859_1)));
        }
        return new String(bytes, ISO_8859_1);
    }

    /** Reads and drops; returns how many bytes there were up to the end, at most the given number. */
    public long drop(long most) throws IOException {
        byte[] buffer = new byte[65_536];
        long dropped = 0;
        while (dropped < most) {
            int read = in.read(buffer, 0, (int) Math.min(buffer.length, most - dropped));
            if (read < 0) {
                break;
            }
            dropped += read;
        }
        return dropped;
    }

    /** Reads a chunked body and its trailers; returns the content, a bar, and the trailers' lines. */
    public String chunked() throws IOException {
        StringBuilder content = new StringBuilder();
        while (true) {
            int size = Integer.parseInt(line(), 16);
            if (size == 0) {
                StringBuilder trailers = new StringBuilder();
                for (String line = line(); !line.isEmpty(); line = line()) {
                    trailers.append(line).append(';');
                }
                return content + "|" + trailers;
            }
            content.append(bytes(size));
            if (!line().isEmpty()) {
                throw new IOException("A chunk does not end with an empty line");
            }
        }
    }

    /** Reads an answer or request with its body, by Content-Length or chunked; returns both. */
    public Message message() throws IOException {
        String head = head();
        String lower = head.toLowerCase(Locale.ROOT);
        if (lower.contains("transfer-encoding: chunked")) {
            return new Message(head, chunked());
        }
        int at = lower.indexOf("content-length: ");
        int length = at < 0 ? 0 : Integer.parseInt(head.substring(at + 16, head.indexOf('\r', at)));
        return new Message(head, bytes(length));
    }

    /** Reads to the end of the connection. */
    public String rest() throws IOException {
        return new String(in.readAllBytes(), ISO_8859_1);
    }

    public void endOutput() throws IOException {
        socket.shutdownOutput();
    }

    /** Closes so that the other side sees an error and no end. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    public Socket socket() {
        return socket;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (true) {
            int b = in.read();
            if (b < 0) {
                throw new EOFException("The connection ended within a line");
            }
            if (b == '\n') {
                byte[] bytes = line.toByteArray();
                return new String(Arrays.copyOf(bytes, bytes.length - 1), ISO_8859_1);
            }
            line.write(b);
        }
    }

    /** A head and what came with it. */
    public record Message(String head, String body) {
        public int status() {
            return Integer.parseInt(head.substring(9, 12));
        }
    }
}
