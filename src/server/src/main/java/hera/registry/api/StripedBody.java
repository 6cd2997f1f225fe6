package hera.registry.api;

import hera.registry.replica.ServiceStripes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A service as JSON, id to instance, in the pieces that {@link ServiceStripes} has it in. What follows a change shares
 * all pieces but those that changed, so a large service that changes all the time is not written anew for each reader.
 */
final class StripedBody implements Body {
    /** Each instance with a comma before it. */
    private final byte[][] pieces;

    private final int length;

    /** All of it in one piece, put together for the first who asks: a change wakes many who wait for the same. */
    private volatile byte @Nullable [] joined;

    private StripedBody(byte[][] pieces) {
        this.pieces = pieces;
        int bytes = 0;
        for (byte[] piece : pieces) {
            bytes += piece.length;
        }
        this.length = Math.max(bytes, 1) + 1; // the braces, without the first comma
    }

    static StripedBody of(ServiceStripes all) {
        return new StripedBody(new byte[0][]).after(all);
    }

    /** How many stripes this knows. */
    int stripes() {
        return pieces.length;
    }

    boolean isEmpty() {
        return length == 2;
    }

    /** What this becomes by what changed. */
    StripedBody after(ServiceStripes news) {
        byte[][] next = Arrays.copyOf(pieces, news.count());
        for (ServiceStripes.Stripe stripe : news.changed()) {
            next[stripe.index()] = InstanceJson.members(stripe.instances());
        }
        return new StripedBody(next);
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public byte[] bytes() {
        byte[] all = joined;
        if (all == null) {
            all = join();
            joined = all;
        }
        return all;
    }

    private byte[] join() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(length);
        try {
            writeTo(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        out.write('{');
        int comma = 1;
        for (byte[] piece : pieces) {
            if (piece.length > 0) {
                out.write(piece, comma, piece.length - comma);
                comma = 0;
            }
        }
        out.write('}');
    }
}
