package hera.foundation.forward;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** What was read of a request's body, kept to be sent again, up to a limit of its own and one of all together. */
final class KeptBody {
    private final int limit;
    private final AtomicLong room;
    private List<ByteBuf> pieces = List.of();

    private int bytes;
    private boolean whole = true;

    /**
     * @param limit bytes of this body
     * @param room bytes that all bodies together may still take
     */
    KeptBody(int limit, AtomicLong room) {
        this.limit = limit;
        this.room = room;
    }

    /** Whether all that was added is still here. */
    boolean isWhole() {
        return whole;
    }

    /** Keeps the piece, which stays the caller's too; if there is no room, forgets all. */
    void add(ByteBuf piece) {
        int length = piece.readableBytes();
        if (!whole) {
            return;
        }
        if (bytes + length > limit || !reserve(length)) {
            forget();
            whole = false;
            return;
        }
        if (pieces.isEmpty()) {
            pieces = new ArrayList<>();
        }
        bytes += length;
        pieces.add(piece.retainedDuplicate());
    }

    /** Hands out all pieces in their order, each to be released by the consumer; they stay kept. */
    void forEach(Consumer<ByteBuf> consumer) {
        pieces.forEach(piece -> consumer.accept(piece.retainedDuplicate()));
    }

    /** Lets go of what is kept; the body counts as not whole if there was any. */
    void release() {
        whole = whole && pieces.isEmpty();
        forget();
    }

    private boolean reserve(int length) {
        if (room.addAndGet(-length) >= 0) {
            return true;
        }
        room.addAndGet(length);
        return false;
    }

    private void forget() {
        pieces.forEach(ByteBuf::release);
        pieces = List.of();
        room.addAndGet(bytes);
        bytes = 0;
    }
}
