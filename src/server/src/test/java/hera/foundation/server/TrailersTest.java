package hera.foundation.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import hera.foundation.server.WaitingBuffers.Trailers;
import hera.harness.RawConnection;
import hera.harness.RawConnection.Answer;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.coyote.BadRequestException;
import org.apache.coyote.InputBuffer;
import org.apache.coyote.Request;
import org.apache.tomcat.util.net.ApplicationBufferHandler;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TrailersTest {
    private static final String HEAD = "PUT /later HTTP/1.1\r\nHost: localhost\r\n";
    private static final String CHUNKED = HEAD + "Transfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n";
    private static final String PLAIN = HEAD + "Content-Length: 4\r\n\r\nnext";
    private static final String BODY_SEEN = "PUT /later null X-Number=null body=body";
    private static final String NEXT_SEEN = "PUT /later null X-Number=null body=next";
    private static final int ALL_AT_ONCE = Integer.MAX_VALUE;

    private HeraServer server;

    @BeforeAll
    void start() {
        server = HeraServer.start(
                new ServerSettings("trailers", PortChoice.of(0), null, 1 << 20, 100, List.of()),
                List.of(),
                List.of(WaitingBuffersTest.Later.class));
    }

    @AfterAll
    void stop() {
        server.close();
    }

    /** Trailers of so many bytes, with the empty line at their end. */
    private static String trailers(int bytes) {
        String first = "First: 1\r\nSecond: ";
        return first + "x".repeat(bytes - first.length() - 4) + "\r\n\r\n";
    }

    @Test
    void trailersUpToEightKiBAreDropped() throws Exception {
        try (RawConnection connection = new RawConnection(server.port())) {
            for (int bytes : List.of(100, 1 << 10, (1 << 10) + 1, (8 << 10) - 1, 8 << 10)) {
                connection.send(CHUNKED + trailers(bytes));
                assertThat(seen(connection)).as("%d bytes", bytes).isEqualTo(BODY_SEEN);
                connection.send(PLAIN);
                assertThat(seen(connection)).isEqualTo(NEXT_SEEN);
            }
        }
    }

    @Test
    void trailersThatComeByteByByteAreDropped() throws Exception {
        try (RawConnection connection = new RawConnection(server.port())) {
            for (char one : (CHUNKED + trailers(8 << 10)).toCharArray()) {
                connection.send(String.valueOf(one));
            }
            assertThat(seen(connection)).isEqualTo(BODY_SEEN);
            connection.send(PLAIN);
            assertThat(seen(connection)).isEqualTo(NEXT_SEEN);
        }
    }

    @Test
    void trailersBeyondEightKiBEndTheConnection() throws Exception {
        assertRefused(trailers((8 << 10) + 1), "the trailers of a body have at most 8192 bytes");
    }

    @Test
    void moreLinesOfTrailersThanFieldsOfAHeadAreRefused() throws Exception {
        try (RawConnection connection = new RawConnection(server.port())) {
            connection.send(CHUNKED + "A:\r\n".repeat(100) + "\r\n");
            assertThat(seen(connection)).isEqualTo(BODY_SEEN);
        }
        assertRefused("A:\r\n".repeat(101) + "\r\n", "a body has at most 100 lines of trailers");
    }

    private void assertRefused(String trailers, String detail) throws IOException {
        try (RawConnection connection = new RawConnection(server.port())) {
            connection.send(CHUNKED + trailers);
            Answer answer = connection.receive();
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.body()).contains("the body is malformed: " + detail);
            assertThat(isClosed(connection)).isTrue();
        }
    }

    private static boolean isClosed(RawConnection connection) throws IOException {
        try {
            return connection.isClosedByNode();
        } catch (SocketException e) {
            return true; // reset, for bytes that nobody would read were under way
        }
    }

    @Test
    void requestsSentAheadBehindTrailersAreServedInTurn() throws Exception {
        try (RawConnection connection = new RawConnection(server.port())) {
            connection.send(CHUNKED + trailers(8 << 10) + CHUNKED + trailers(50) + CHUNKED + "\r\n" + PLAIN);
            for (String expected : List.of(BODY_SEEN, BODY_SEEN, BODY_SEEN, NEXT_SEEN)) {
                assertThat(seen(connection)).isEqualTo(expected);
            }
        }
    }

    private static String seen(RawConnection connection) throws IOException {
        return String.valueOf(connection.receive().headers().get("seen"));
    }

    /** A reader of trailers, and what comes on its connection. */
    private static final class Reader implements InputBuffer, ApplicationBufferHandler {
        final Request request = new Request();
        final Trailers trailers = new Trailers(request, 1 << 10, 1 << 20);
        private ByteBuffer sent = ByteBuffer.allocate(0);
        private int step = ALL_AT_ONCE;

        Reader() {
            trailers.setBuffer(this);
        }

        /** Reads a body that comes in pieces of so many bytes; returns what came behind it. */
        String read(String all, int bytesEach) throws IOException {
            sent = ByteBuffer.wrap(all.getBytes(StandardCharsets.ISO_8859_1));
            step = bytesEach;
            long behind = trailers.end();
            return all.substring(all.length() - sent.remaining() - (int) behind);
        }

        @Override
        public int doRead(ApplicationBufferHandler handler) {
            if (!sent.hasRemaining()) {
                return -1;
            }
            ByteBuffer piece = sent.slice(sent.position(), Math.min(step, sent.remaining()));
            sent.position(sent.position() + piece.remaining());
            handler.setByteBuffer(piece);
            return piece.remaining();
        }

        @Override
        public int available() {
            return sent.remaining();
        }

        @Override
        public void setByteBuffer(ByteBuffer buffer) {}

        @Override
        public ByteBuffer getByteBuffer() {
            return sent;
        }

        @Override
        public void expand(int size) {}
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 4096, ALL_AT_ONCE})
    void whereTrailersEndTheNextRequestBegins(int bytesEach) throws Exception {
        Reader reader = new Reader();
        for (String trailers : List.of("\r\n", "A:\r\n\r\n", "A: b\r\n c\r\nD: e\r\n\r\n", trailers(8 << 10))) {
            String behind = "PUT /x HTTP/1.1\r\n\r\n";
            String left = reader.read("1\r\nx\r\n0\r\n" + trailers + behind, bytesEach);
            assertThat(left).as(trailers).isEqualTo(behind.substring(0, left.length()));
            assertThat(left).isNotEmpty();
            assertThat(reader.request.getMimeTrailerFields().size()).isZero();
            reader.trailers.recycle();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 4096, ALL_AT_ONCE})
    void refusalsSayTheLimit(int bytesEach) {
        assertRefused(trailers((8 << 10) + 1), bytesEach, "the trailers of a body have at most 8192 bytes");
        assertRefused("A:\r\n".repeat(101) + "\r\n", bytesEach, "a body has at most 100 lines of trailers");
        assertRefused("A: b\r\n", bytesEach, "the body ends before its trailers do");
    }

    private static void assertRefused(String trailers, int bytesEach, String why) {
        Reader reader = new Reader();
        assertThatThrownBy(() -> reader.read("0\r\n" + trailers, bytesEach))
                .isInstanceOf(BadRequestException.class)
                .hasMessage(why);
        assertThatThrownBy(reader.trailers::end).as("who reads on").hasMessage(why);
    }

    @Test
    void bodiesWithoutTrailersTakeNoRoomForThem() throws Exception {
        Reader reader = new Reader();
        reader.read("4\r\nbody\r\n0\r\n\r\n" + PLAIN, ALL_AT_ONCE);
        assertThat(reader.trailers.getHeaderByteBuffer().capacity()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"A: b\r\n\r\n", "A: b\r\nC: d\r\n", "A: b\r\nC"})
    void trailersAreForgottenAtTheirEndOrTheRequests(String lines) throws Exception {
        assertForgotten(lines);
        assertForgotten("A: b\r\n".repeat(20) + lines);
    }

    private static void assertForgotten(String lines) throws IOException {
        Reader reader = new Reader();
        WeakReference<byte[]> buffer = readInto(reader, lines);
        await("nothing refers to the buffer").until(() -> {
            System.gc();
            return buffer.refersTo(null);
        });
        assertThat(reader.trailers.getHeaderByteBuffer().capacity()).isEqualTo(2);
    }

    /** Returns the buffer that the trailers were read into, when they have ended or else the request has. */
    @SuppressWarnings("ByteBufferBackingArray") // allocated as an array
    private static WeakReference<byte[]> readInto(Reader reader, String lines) throws IOException {
        byte[][] seen = new byte[1][];
        InputBuffer source = new InputBuffer() {
            @Override
            public int doRead(ApplicationBufferHandler handler) throws IOException {
                ByteBuffer used = reader.trailers.getHeaderByteBuffer();
                seen[0] = used.array();
                return reader.doRead(handler);
            }

            @Override
            public int available() {
                return 0;
            }
        };
        reader.trailers.setBuffer(source);
        boolean whole = lines.endsWith("\r\n\r\n");
        if (whole) {
            reader.read("0\r\n" + lines, 1);
        } else {
            assertThatThrownBy(() -> reader.read("0\r\n" + lines, 1)).isInstanceOf(BadRequestException.class);
            reader.request.recycle();
            reader.trailers.recycle();
        }
        reader.trailers.setBuffer(reader);
        assertThat(seen[0]).hasSize(8 << 10);
        return new WeakReference<>(seen[0]);
    }
}
