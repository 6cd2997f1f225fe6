package hera.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Thousands of clients that wait for a service, or follow it, on one thread. The instances of the service have a member
 * {@code n} that counts its changes, by which it can be told what each client has been told.
 */
public final class HeldReaders implements AutoCloseable {
    private static final int BUFFER_BYTES = 256 << 10;

    private final int port;
    private final String path;
    private final Selector selector;
    private final List<Reader> readers = new ArrayList<>();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private final byte[] bytes = new byte[BUFFER_BYTES];
    private final Thread thread = new Thread(this::run, "held-readers");
    private volatile boolean closed;
    private volatile @Nullable Exception failure;

    public HeldReaders(int port, String path) throws IOException {
        this.port = port;
        this.path = path;
        this.selector = Selector.open();
        thread.setDaemon(true);
    }

    /** One client. Its thread is that of all; others may look. */
    abstract static class Reader {
        private final SocketChannel channel;

        Reader(SocketChannel channel) {
            this.channel = channel;
        }

        /** Takes what has come. */
        abstract void take(byte[] text, int length) throws IOException;

        final void send(String request) throws IOException {
            ByteBuffer out = ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII));
            channel.write(out);
            if (out.hasRemaining()) {
                throw new IOException("a request did not fit into what the system keeps for a connection");
            }
        }
    }

    /** Waits with the last tag; when it is answered, takes the new one and waits again. */
    public final class Waiting extends Reader {
        private final IntConsumer told;
        private byte[] partial = new byte[0];
        private volatile String tag;
        private final AtomicInteger answers = new AtomicInteger();

        public Waiting(SocketChannel channel, String tag, IntConsumer told) {
            super(channel);
            this.tag = tag;
            this.told = told;
        }

        void ask() throws IOException {
            send("GET " + path + "?wait=300 HTTP/1.1\r\nHost: localhost\r\nIf-None-Match: " + tag + "\r\n\r\n");
        }

        public String tag() {
            return tag;
        }

        public int answers() {
            return answers.get();
        }

        @Override
        void take(byte[] text, int length) throws IOException {
            byte[] whole = new byte[partial.length + length];
            System.arraycopy(partial, 0, whole, 0, partial.length);
            System.arraycopy(text, 0, whole, partial.length, length);
            String answer = new String(whole, StandardCharsets.ISO_8859_1);
            int bodyAt = answer.indexOf("\r\n\r\n") + 4;
            if (bodyAt < 4 || answer.length() < bodyAt + Integer.parseInt(header(answer, "Content-Length"))) {
                partial = whole;
                return;
            }
            if (!answer.startsWith("HTTP/1.1 200")) {
                throw new IOException("answered " + answer.substring(0, bodyAt));
            }
            partial = new byte[0];
            tag = header(answer, "ETag");
            answers.incrementAndGet();
            told.accept(greatest(answer, bodyAt));
            ask();
        }

        private static String header(String answer, String name) throws IOException {
            int at = answer.indexOf("\r\n" + name + ": ");
            if (at < 0) {
                throw new IOException("no " + name + " in " + answer);
            }
            int from = at + name.length() + 4;
            return answer.substring(from, answer.indexOf("\r\n", from));
        }

        private static int greatest(String answer, int from) {
            int greatest = 0;
            for (int at = answer.indexOf("\"n\":", from); at >= 0; at = answer.indexOf("\"n\":", at + 4)) {
                int n = 0;
                for (int i = at + 4; Character.isDigit(answer.charAt(i)); i++) {
                    n = 10 * n + answer.charAt(i) - '0';
                }
                greatest = Math.max(greatest, n);
            }
            return greatest;
        }
    }

    /** Follows the service; HTTP/1.0 spares it the chunks. */
    final class Following extends Reader {
        private static final String BEFORE_NUMBER = "\"n\":";

        private final IntConsumer told;
        private int matched;
        private int number;

        Following(SocketChannel channel, IntConsumer told) {
            super(channel);
            this.told = told;
        }

        void ask() throws IOException {
            send("GET " + path + " HTTP/1.0\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n");
        }

        @Override
        void take(byte[] text, int length) {
            for (int i = 0; i < length; i++) {
                char c = (char) text[i];
                if (matched == BEFORE_NUMBER.length()) {
                    if (c >= '0' && c <= '9') {
                        number = 10 * number + c - '0';
                    } else {
                        told.accept(number);
                        number = 0;
                        matched = 0;
                    }
                } else {
                    matched = c == BEFORE_NUMBER.charAt(matched) ? matched + 1 : c == '"' ? 1 : 0;
                }
            }
        }
    }

    /** Opens a connection and asks; before {@link #start} only. */
    public Waiting waiting(String tag, IntConsumer told) throws IOException {
        Waiting reader = new Waiting(connect(), tag, told);
        reader.ask();
        return register(reader);
    }

    /** Opens a connection and asks; before {@link #start} only. */
    public Following following(IntConsumer told) throws IOException {
        Following reader = new Following(connect(), told);
        reader.ask();
        return register(reader);
    }

    public void start() {
        thread.start();
    }

    /** Throws what went wrong, if anything did. */
    public void check() {
        if (failure != null) {
            throw new AssertionError("a reader was not served", failure);
        }
    }

    @Override
    public void close() {
        leave();
    }

    /** All close their connections. */
    public void leave() {
        closed = true;
        selector.wakeup();
        try {
            thread.join();
            for (Reader reader : readers) {
                reader.channel.close();
            }
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private SocketChannel connect() throws IOException {
        return SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                .setOption(StandardSocketOptions.TCP_NODELAY, true);
    }

    private <R extends Reader> R register(R reader) throws IOException {
        ((Reader) reader).channel.configureBlocking(false);
        ((Reader) reader).channel.register(selector, SelectionKey.OP_READ, reader);
        readers.add(reader);
        return reader;
    }

    private void run() {
        try {
            while (!closed) {
                selector.select(key -> read((Reader) key.attachment()));
            }
        } catch (IOException | RuntimeException e) {
            failure = e;
        }
    }

    private void read(Reader reader) {
        try {
            buffer.clear();
            int length = reader.channel.read(buffer);
            if (length < 0) {
                throw new IOException("the node closed a connection");
            }
            buffer.flip().get(bytes, 0, length);
            reader.take(bytes, length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
