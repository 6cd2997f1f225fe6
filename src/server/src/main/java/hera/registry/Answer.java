package hera.registry;

import hera.wire.Problem;
import java.io.IOException;
import java.io.OutputStream;

/**
 * An answer to a read, made once and written to all who ask for it.
 *
 * @param status 200 or 404
 * @param content JSON, or a problem
 */
record Answer(int status, String tag, Content content) {
    Answer(int status, String tag, byte[] body) {
        this(status, tag, Content.of(body));
    }

    byte[] body() {
        return content.bytes();
    }

    int length() {
        return content.length();
    }

    void writeTo(OutputStream out) throws IOException {
        content.writeTo(out);
    }

    String mediaType() {
        return status == 200 ? "application/json" : Problem.MEDIA_TYPE;
    }

    /** Whether a client that has one of these tags has this answer already. */
    boolean isKnownBy(String ifNoneMatch) {
        return Tags.matches(ifNoneMatch, tag, status == 200);
    }
}
