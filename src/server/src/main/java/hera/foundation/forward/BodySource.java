package hera.foundation.forward;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A body that is read piece by piece. */
public interface BodySource {
    /** Returns the next piece, null at the end. */
    @Nullable
    ByteBuf next(ByteBufAllocator allocator) throws IOException;

    /** Releases its resources. */
    void close();
}
