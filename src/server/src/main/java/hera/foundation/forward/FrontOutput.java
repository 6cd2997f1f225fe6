package hera.foundation.forward;

import hera.foundation.forward.message.FieldFilter;
import hera.foundation.forward.message.Fields;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import org.jspecify.annotations.Nullable;

/** The output side of a client's connection: writes heads, pieces of bodies and their ends. */
final class FrontOutput {
    private @Nullable ChannelHandlerContext context;
    private int heads;

    void open(ChannelHandlerContext opened) {
        context = opened;
    }

    ByteBufAllocator allocator() {
        return context().alloc();
    }

    boolean isWritable() {
        return context().channel().isWritable();
    }

    /** Returns whether anything was ever written: the client has had an answer. */
    boolean isUsed() {
        return heads != 0;
    }

    /** Returns how many heads were written, of answers and interim ones. */
    int heads() {
        return heads;
    }

    void write(ByteBuf message) {
        heads++;
        Channels.write(context(), message);
    }

    void writePiece(ByteBuf piece, boolean chunked) {
        Bodies.write(context(), piece, chunked);
    }

    void writeEnd(Fields trailers, FieldFilter passes) {
        Bodies.end(context(), trailers, passes);
    }

    void flush() {
        context().flush();
    }

    ChannelHandlerContext context() {
        if (context == null) {
            throw new IllegalStateException("The connection is not open yet");
        }
        return context;
    }
}
