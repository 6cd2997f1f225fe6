package hera.foundation.forward;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/** Bytes that were read from a connection and not parsed yet. */
final class Unread {
    private Unread() {}

    /** Returns both buffers as one, the older bytes first; takes ownership of both. */
    static ByteBuf append(ByteBufAllocator allocator, @Nullable ByteBuf unread, ByteBuf more) {
        if (unread == null) {
            return more;
        }
        if (!unread.isReadable()) {
            unread.release();
            return more;
        }
        ByteBuf both = allocator.buffer(unread.readableBytes() + more.readableBytes());
        both.writeBytes(unread).writeBytes(more);
        unread.release();
        more.release();
        return both;
    }

    static @Nullable ByteBuf release(@Nullable ByteBuf unread) {
        if (unread != null) {
            unread.release();
        }
        return null;
    }
}
