package hera.registry.api;

import hera.foundation.http.RequestRefusedException;
import hera.foundation.json.MalformedInputException;
import hera.foundation.json.MalformedInputException.Reason;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Collections;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/** The body of a request, and its content coding (RFC 9110, 8.4): none, or gzip. Limits apply to the decoded bytes. */
final class RequestBody {
    private static final String CODING = "Content-Encoding";

    /** The most bytes by which gzip may enlarge a body of the largest size. */
    static final int OVERHEAD = 4096;

    private RequestBody() {}

    /**
     * Returns whether the body is compressed.
     *
     * @throws RequestRefusedException 415 for another coding than gzip; the response then names those understood
     */
    static boolean isGzip(HttpServletRequest request, HttpServletResponse response) throws RequestRefusedException {
        return request.getHeader(CODING) != null && isCoded(request, response, "gzip");
    }

    /** @throws RequestRefusedException 415 for any coding, where none is understood */
    static void checkPlain(HttpServletRequest request, HttpServletResponse response) throws RequestRefusedException {
        if (request.getHeader(CODING) != null) {
            isCoded(request, response, "identity");
        }
    }

    private static boolean isCoded(HttpServletRequest request, HttpServletResponse response, String known)
            throws RequestRefusedException {
        String coding = String.join(",", Collections.list(request.getHeaders(CODING)))
                .strip()
                .toLowerCase(Locale.ROOT);
        if (coding.isEmpty() || coding.equals("identity")) {
            return false;
        }
        if (known.equals("gzip") && (coding.equals("gzip") || coding.equals("x-gzip"))) {
            return true;
        }
        response.setHeader("Accept-Encoding", known);
        throw new RequestRefusedException(
                415, "coding", "this Content-Encoding is not understood here, " + known + " is");
    }

    /** Reads a body, at most {@code most} bytes. */
    static byte[] read(InputStream body, long announced, int most) throws IOException {
        if (announced < 0 || announced > most) {
            return body.readNBytes(most);
        }
        byte[] bytes = new byte[(int) announced];
        int read = body.readNBytes(bytes, 0, bytes.length);
        return read == bytes.length ? bytes : Arrays.copyOf(bytes, read);
    }

    /**
     * Reads a compressed body.
     *
     * @param most the most decoded bytes to return
     * @throws MalformedInputException BAD_CODING if the body is not gzip, TOO_LARGE if the compressed body alone is
     *     larger than {@code most} by {@link #OVERHEAD}
     */
    static byte[] gunzip(InputStream body, int most) throws IOException, MalformedInputException {
        byte[] packed = body.readNBytes(most + OVERHEAD);
        if (packed.length == most + OVERHEAD) {
            throw new MalformedInputException(
                    Reason.TOO_LARGE, "the compressed body alone is larger than the " + (most - 1) + " bytes allowed");
        }
        try (GZIPInputStream plain = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            return plain.readNBytes(most);
        } catch (IOException e) { // malformed gzip: the bytes are in memory
            throw notGzip(new ByteArrayInputStream(packed));
        }
    }

    /** Returns the error of a body in memory that cannot be inflated. */
    static MalformedInputException notGzip(InputStream packed) throws IOException {
        return new MalformedInputException(
                Reason.BAD_CODING,
                packed.read() == 0x1f && packed.read() == 0x8b
                        ? "the body is broken gzip, or not all of it is there"
                        : "the body is not gzip, as Content-Encoding says that it is");
    }
}
