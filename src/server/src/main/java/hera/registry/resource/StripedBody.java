package hera.registry.resource;

import hera.registry.replica.ServiceStripes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A service as JSON, id to instance, in one piece per stripe of {@link ServiceStripes}. The body after a change shares all
 * pieces that did not change, so that a large service that changes all the time is not rendered again for each reader.
 */
final class StripedBody extends Body {
    /** The stripes; each instance has a comma before it. */
    private final byte[][] pieces;

    private final int length;

    /** The whole body, joined for the first reader that needs it: a change wakes many readers that wait for the same. */
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

    /** Returns the number of stripes. */
    int stripes() {
        return pieces.length;
    }

    boolean isEmpty() {
        return length == 2;
    }

    /** The body after the changes. */
    StripedBody after(ServiceStripes changes) {
        byte[][] next = Arrays.copyOf(pieces, changes.count());
        for (ServiceStripes.Stripe stripe : changes.changed()) {
            next[stripe.index()] = InstanceJson.members(stripe.instances());
        }
        return new StripedBody(next);
    }

    @Override
    int length() {
        return length;
    }

    @Override
    byte[] bytes() {
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
    void writeTo(OutputStream out) throws IOException {
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
