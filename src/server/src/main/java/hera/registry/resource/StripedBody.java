package hera.registry.resource;

import hera.registry.replica.ServiceStripes;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A service as JSON, id to instance, in one piece per stripe of {@link ServiceStripes}. The body after a change shares all
 * pieces that did not change, so that a large service that changes all the time is not rendered again for each reader.
 */
final class StripedBody extends Body {
    /** The stripes; each instance has a comma before it. */
    private final byte[][] pieces;

    private final int length;

    /** All pieces as they are written, made for the first reader to whom they are sent later: a change wakes many at once. */
    private volatile @Nullable List<byte[]> written;

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

    /** Returns how many bytes are allocated for the body after the changes. */
    static long bytes(ServiceStripes changes) {
        long bytes = 0;
        long largest = 0;
        for (ServiceStripes.Stripe stripe : changes.changed()) {
            long one = InstanceJson.bytes(stripe.instances());
            bytes += one;
            largest = Math.max(largest, one);
        }
        return bytes + largest;
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
        byte[] all = new byte[length];
        int at = 0;
        for (byte[] piece : pieces()) {
            System.arraycopy(piece, 0, all, at, piece.length);
            at += piece.length;
        }
        return all;
    }

    @Override
    List<byte[]> pieces() {
        List<byte[]> all = written;
        if (all == null) {
            all = withBraces();
            written = all;
        }
        return all;
    }

    private List<byte[]> withBraces() {
        List<byte[]> all = new ArrayList<>(pieces.length + 2);
        all.add(new byte[] {'{'});
        for (byte[] piece : pieces) {
            if (piece.length > 0) {
                all.add(all.size() == 1 ? Arrays.copyOfRange(piece, 1, piece.length) : piece);
            }
        }
        all.add(new byte[] {'}'});
        return List.copyOf(all);
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
