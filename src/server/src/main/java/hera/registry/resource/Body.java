package hera.registry.resource;

import hera.foundation.http.Gzip;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The body of a response. Immutable. */
abstract class Body {
    /** The compressed form, made for the first client that accepts it; all others share it. */
    private @Nullable Body gzip;

    abstract int length();

    /** The whole body in one piece; not to be changed. */
    abstract byte[] bytes();

    abstract void writeTo(OutputStream out) throws IOException;

    /** The whole body in pieces, to be written one after the other; shared, not to be changed. */
    abstract List<byte[]> pieces();

    /** Whether this is a compressed form. */
    boolean isGzip() {
        return false;
    }

    /** Returns the compressed form. */
    synchronized Body gzip() {
        Body made = gzip;
        if (made == null) {
            made = new Whole(Gzip.pack(length(), this::writeTo), true);
            gzip = made;
        }
        return made;
    }

    /** Returns whether the compressed form has been made. */
    synchronized boolean hasGzip() {
        return gzip != null;
    }

    static Body of(byte[] bytes) {
        return new Whole(bytes, false);
    }

    private static final class Whole extends Body {
        private final byte[] bytes;
        private final boolean isGzip;

        Whole(byte[] bytes, boolean isGzip) {
            this.bytes = bytes;
            this.isGzip = isGzip;
        }

        @Override
        int length() {
            return bytes.length;
        }

        @Override
        byte[] bytes() {
            return bytes;
        }

        @Override
        void writeTo(OutputStream out) throws IOException {
            out.write(bytes);
        }

        @Override
        List<byte[]> pieces() {
            return List.of(bytes);
        }

        @Override
        boolean isGzip() {
            return isGzip;
        }
    }
}
