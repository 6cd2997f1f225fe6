package hera.foundation.forward;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import hera.foundation.forward.message.FieldFilter;
import hera.foundation.forward.message.FieldWriter;
import hera.foundation.forward.message.Fields;
import hera.foundation.forward.message.Framing;
import hera.foundation.forward.message.RequestHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;

/** A writer of bodies to a connection: piece by piece, chunked where the length is unknown. */
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

    private static ByteBuf constant(String text) {
        return Unpooled.unreleasableBuffer(
                Unpooled.directBuffer().writeBytes(text.getBytes(ISO_8859_1)).asReadOnly());
    }
}
