package hera.foundation.forward;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * A copy of a request's body, as far as it was read, kept for another attempt. Bounded for each body and for all
 * together.
 */
final class KeptBody {
    private final int limit;
    private final AtomicLong room;
    private List<ByteBuf> pieces = List.of();

    private int bytes;
    private boolean whole = true;

    /**
     * @param limit the bytes that this body may keep
     * @param room the bytes that all bodies together may still take
     */
    KeptBody(int limit, AtomicLong room) {
        this.limit = limit;
        this.room = room;
    }

    /** Whether every piece that was added is still kept. */
    boolean isWhole() {
        return whole;
    }

    /** Keeps a piece, of which the caller keeps its own reference; without room drops all pieces. */
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

    /** Passes all pieces in order to the consumer, which releases each; they stay kept. */
    void forEach(Consumer<ByteBuf> consumer) {
        pieces.forEach(piece -> consumer.accept(piece.retainedDuplicate()));
    }

    /** Releases all pieces; the body counts as incomplete if there were any. */
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
