package hera.foundation.forward;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.foundation.forward.RawPeer.Message;
import hera.foundation.forward.message.LocalAnswer;
import hera.foundation.forward.message.RequestHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Requests that are taken in, and answered from elsewhere than a target. */
class TakenRequestTest {
    private static final String PUT = "PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n";

    @Test
    void bodyIsTakenAndAnsweredAndTheConnectionKept() throws IOException {
        try (Taking server = new Taking(Collecting::new);
                RawPeer client = server.client()) {
            assertThat(client.send(PUT + "\r\nabc").message().body()).isEqualTo("got abc");
            assertThat(client.send(
                                    "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nde\r\n0\r\n\r\n")
                            .message()
                            .body())
                    .isEqualTo("got de");
            assertThat(client.send("DELETE / HTTP/1.1\r\nHost: h\r\n\r\n")
                            .message()
                            .body())
                    .isEqualTo("got ");
        }
    }

    @Test
    void clientThatAsksIsToldToGoOn() throws IOException {
        try (Taking server = new Taking(Collecting::new);
                RawPeer client = server.client()) {
            Message goOn = client.send(PUT + "Expect: 100-continue\r\n\r\n").message();
            assertThat(goOn.status()).isEqualTo(100);
            assertThat(client.send("abc").message().body()).isEqualTo("got abc");
        }
    }

    @Test
    void answerBeforeTheBodysEndClosesTheConnection() throws IOException {
        try (Taking server = new Taking(reply -> {
                    reply.answer(new LocalAnswer(413, List.of(), new byte[0]));
                    return new Silent();
                });
                RawPeer client = server.client()) {
            assertThat(client.send(PUT + "\r\na").message().head()).contains("413", "Connection: close");
        }
    }

    @Test
    void answerIsReadPieceByPiece() throws IOException {
        int pieces = 100;
        try (Taking server = new Taking(reply -> {
                    reply.answer(LocalAnswer.head(200, List.of(), pieces * 1000L), new Pieces(pieces));
                    return new Silent();
                });
                RawPeer client = server.client()) {
            Message answer = client.send("DELETE / HTTP/1.1\r\nHost: h\r\n\r\n").message();
            assertThat(answer.body()).hasSize(pieces * 1000);
            assertThat(client.send("DELETE / HTTP/1.1\r\nHost: h\r\n\r\n")
                            .message()
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void clientThatLeavesIsToldOnce() throws IOException {
        Queue<String> events = new ConcurrentLinkedQueue<>();
        try (Taking server = new Taking(reply -> new Silent() {
            @Override
            public void over() {
                events.add("over");
            }
        })) {
            try (RawPeer client = server.client()) {
                client.send(PUT + "\r\nabc");
            }
            await("the end").until(() -> !events.isEmpty());
            assertThat(events).containsExactly("over");
        }
    }

    @Test
    void bodyThatWaitsUntilMoreIsTakenHasTime() throws IOException {
        Queue<Waiting> takers = new ConcurrentLinkedQueue<>();
        try (Taking server = new Taking(Proxy.bodyTimeout(Duration.ofMillis(200)), reply -> {
                    Waiting taker = new Waiting(reply, takers.isEmpty());
                    takers.add(taker);
                    return taker;
                });
                RawPeer client = server.client()) {
            client.send(PUT + "\r\nabc");
            await("the first").until(() -> !takers.isEmpty());
            ClientLimitsOfPortsTest.bodyTimePasses(server.listener);
            takers.element().goOn();
            assertThat(client.message().body()).isEqualTo("got abc");
        }
    }

    /** A server that takes all requests in. */
    private static final class Taking implements AutoCloseable, Router {
        private final Forwarder forwarder;
        private final Function<Reply, Taker> start;
        private final Listener listener;

        Taking(Function<Reply, Taker> start) throws IOException {
            this(ForwardSettings.DEFAULT, start);
        }

        Taking(ForwardSettings settings, Function<Reply, Taker> start) throws IOException {
            this.start = start;
            forwarder = new Forwarder("taking", 1, settings, System::nanoTime);
            listener = forwarder.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), this);
        }

        RawPeer client() throws IOException {
            return RawPeer.connect(listener.address());
        }

        @Override
        public Route route(RequestHead request, InetSocketAddress client) {
            return new TakingRoute(new Step.Take(start));
        }

        @Override
        public LocalAnswer refuse(int status, String detail) {
            return new LocalAnswer(status, List.of(), detail.getBytes(ISO_8859_1));
        }

        @Override
        public void close() {
            listener.close();
            forwarder.close();
        }
    }

    /** Takes everything and says nothing. */
    private static class Silent implements Taker {
        @Override
        public void piece(ByteBuf piece) {
            piece.release();
        }

        @Override
        public boolean takesMore() {
            return true;
        }

        @Override
        public void whole() {}

        @Override
        public void over() {}
    }

    /** Answers with what it got. */
    private static class Collecting extends Silent {
        private final StringBuilder got = new StringBuilder("got ");
        private final Reply reply;

        Collecting(Reply reply) {
            this.reply = reply;
        }

        @Override
        public void piece(ByteBuf piece) {
            got.append(piece.toString(ISO_8859_1));
            piece.release();
        }

        @Override
        public void whole() {
            reply.answer(new LocalAnswer(200, List.of(), got.toString().getBytes(ISO_8859_1)));
        }
    }

    /** Answers with what it got, and may take nothing at first. */
    private static final class Waiting extends Collecting {
        private final Reply reply;
        private volatile boolean waits;

        Waiting(Reply reply, boolean waits) {
            super(reply);
            this.reply = reply;
            this.waits = waits;
        }

        @Override
        public boolean takesMore() {
            return !waits;
        }

        void goOn() {
            waits = false;
            reply.resume();
        }
    }

    /** A body of that many pieces of 1,000 bytes. */
    private static final class Pieces implements BodySource {
        private int left;

        Pieces(int count) {
            left = count;
        }

        @Override
        public @Nullable ByteBuf next(ByteBufAllocator allocator) {
            return left-- > 0 ? allocator.buffer().writeZero(1000) : null;
        }

        @Override
        public void close() {}
    }
}
