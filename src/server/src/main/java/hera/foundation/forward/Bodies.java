package hera.foundation.forward;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import hera.foundation.forward.message.BodyReader;
import hera.foundation.forward.message.FieldFilter;
import hera.foundation.forward.message.FieldWriter;
import hera.foundation.forward.message.Fields;
import hera.foundation.forward.message.Framing;
import hera.foundation.forward.message.RequestHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A writer of bodies to a connection: piece by piece, chunked where the length is unknown; and the time they may take. */
final class Bodies {
    private static final ByteBuf LINE_END = constant("\r\n");
    private static final ByteBuf LAST_CHUNK = constant("0\r\n\r\n");
    private static final int LONGEST_SIZE = 10;

    private Bodies() {}

    /** Writes a piece, which is not empty, and releases it once it is sent. */
    static void write(ChannelHandlerContext to, ByteBuf piece, boolean chunked) {
        if (chunked) {
            ByteBuf size = to.alloc().buffer(LONGEST_SIZE);
            size.writeCharSequence(Integer.toHexString(piece.readableBytes()), ISO_8859_1);
            size.writeByte('\r').writeByte('\n');
            Channels.write(to, size);
            Channels.write(to, piece);
            Channels.write(to, LINE_END.duplicate());
        } else {
            Channels.write(to, piece);
        }
    }

    /** Writes the end of a chunked body, with those of the trailers that may go on. */
    static void end(ChannelHandlerContext to, Fields trailers, FieldFilter passes) {
        if (trailers.size() == 0) {
            Channels.write(to, LAST_CHUNK.duplicate());
            return;
        }
        ByteBuf end = to.alloc().buffer();
        end.writeByte('0').writeByte('\r').writeByte('\n');
        FieldWriter writer = new FieldWriter(end);
        writer.copyTrailers(trailers, passes);
        Channels.write(to, end);
    }

    /**
     * Prefers chunks to a body that ends with the connection, because chunks show the client whether the answer is
     * complete. HTTP/1.0 has no chunks.
     */
    static Framing framingFor(RequestHead request, Framing framing) {
        return switch (framing.kind()) {
            case CHUNKED, UNTIL_CLOSE -> request.isHttp10() ? Framing.UNTIL_CLOSE : Framing.CHUNKED;
            default -> framing;
        };
    }

    /**
     * The time of a client for a body. It passes while nothing but the client is waited for, and stands still while the
     * target takes no more, or the client waits for leave to send its body.
     */
    static final class Clock extends Deadlines.Deadline {
        private static final long NANOS_A_BYTE = TimeUnit.SECONDS.toNanos(1) >> 16; // a second for 64 KiB
        private static final long MOST_BYTES = 1L << 40; // beyond, the time would not fit a long

        private final FrontConnection front;
        private final long timeout;
        private final Deadlines.Span looks;

        private @Nullable BodyReader body;
        private boolean asks;
        private int headsBefore;
        private long announced;
        private long looked;
        private long waited;

        /**
         * @param timeout for a body without content; zero for no limit at all
         * @param looks how often the time is added up
         */
        Clock(FrontConnection front, Duration timeout, Deadlines.Span looks) {
            this.front = front;
            this.timeout = timeout.toNanos();
            this.looks = looks;
        }

        /** Starts the time of a request's body; it ends with the body, or the exchange. */
        void start(RequestHead request, BodyReader reading) {
            if (timeout > 0) {
                body = reading;
                asks = request.expectsContinue();
                headsBefore = front.out.heads();
                announced = request.framing().length();
                waited = 0;
                looks.start(this);
                looked = looks.now();
            }
        }

        @Override
        void expired() {
            BodyReader reading = body;
            if (reading == null || reading.hasEnded() || !front.reads(reading)) {
                body = null;
                return;
            }
            long now = looks.now();
            if (front.wantsMore() && !waitsForLeave(reading)) {
                waited += now - looked;
            }
            looked = now;
            long bytes = Math.min(Math.max(announced, reading.received()), MOST_BYTES);
            if (waited > timeout + bytes * NANOS_A_BYTE) {
                front.refuse(408, "The request's body took too long to come.");
            } else {
                looks.start(this);
            }
        }

        private boolean waitsForLeave(BodyReader reading) {
            return asks && reading.received() == 0 && front.out.heads() == headsBefore;
        }
    }

    private static ByteBuf constant(String text) {
        return Unpooled.unreleasableBuffer(
                Unpooled.directBuffer().writeBytes(text.getBytes(ISO_8859_1)).asReadOnly());
    }
}
