package hera.foundation.http;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Enumeration;
import java.util.Locale;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** The content coding gzip of responses (RFC 9110, 8.4.1.3). */
public final class Gzip {
    /** The name of the coding. */
    public static final String CODING = "gzip";

    /** The size in bytes from which a response is worth compressing. */
    public static final int LEAST_BYTES = 1024;

    private static final int BUFFER_BYTES = 8192;

    private Gzip() {}

    /** Returns whether the lines of a header {@code Accept-Encoding} name gzip, and not with the weight 0. */
    public static boolean isAccepted(Enumeration<String> acceptEncoding) {
        while (acceptEncoding.hasMoreElements()) {
            for (String coding : acceptEncoding.nextElement().split(",", -1)) {
                String[] parts =
                        coding.toLowerCase(Locale.ROOT).replaceAll("\\s", "").split(";", -1);
                if (parts[0].equals(CODING) || parts[0].equals("x-gzip")) {
                    return parts.length < 2 || !parts[1].matches("q=0(\\.0*)?");
                }
            }
        }
        return false;
    }

    /** What writes itself to a stream. */
    public interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /** Returns the compressed bytes. */
    public static byte[] pack(byte[] bytes) {
        return pack(bytes.length, out -> out.write(bytes));
    }

    /**
     * Returns the compressed bytes of a content.
     *
     * @param length bytes that it writes
     */
    public static byte[] pack(int length, Content content) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream(length / 8 + 64);
        try (OutputStream out = over(packed)) {
            content.writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    /**
     * Returns the decompressed bytes.
     *
     * @param most the greatest number of decompressed bytes
     * @throws BoundedBody.TooLargeException if there are more; no more than that are ever in memory
     * @throws IOException if the bytes are not gzip, or are truncated
     */
    public static byte[] unpack(byte[] packed, int most) throws IOException {
        try (InputStream plain = new GZIPInputStream(new ByteArrayInputStream(packed), BUFFER_BYTES)) {
            byte[] bytes = plain.readNBytes(most);
            if (plain.read() >= 0) {
                throw new BoundedBody.TooLargeException(most);
            }
            return bytes;
        }
    }

    /** Returns a stream that compresses into another, quickly rather than well. */
    public static OutputStream over(OutputStream out) throws IOException {
        return new Quick(out);
    }

    private static final class Quick extends GZIPOutputStream {
        Quick(OutputStream out) throws IOException {
            super(out, BUFFER_BYTES);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }
}
