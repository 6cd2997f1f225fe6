package hera.foundation.forward.message;

import java.util.List;

/** A complete answer of the proxy itself. Immutable. */
public final class LocalAnswer {
    private final int status;
    private final List<Field> fields;
    private final byte[] body;
    private final long length;

    /** A field of an answer; neither part has a line end. */
    public record Field(String name, String value) {}

    /**
     * @param status the status code, 200 to 599
     * @param fields its fields except Content-Length and Connection, which are added
     * @param body its content, not copied; in the answer to HEAD only its length is stated
     */
    public LocalAnswer(int status, List<Field> fields, byte[] body) {
        if (status < 200 || status > 599) {
            throw new IllegalArgumentException("An answer's status is 200 to 599, not " + status);
        }
        this.status = status;
        this.fields = List.copyOf(fields);
        this.body = body;
        this.length = body.length;
    }

    private LocalAnswer(int status, List<Field> fields, long length) {
        this.status = status;
        this.fields = List.copyOf(fields);
        this.body = new byte[0];
        this.length = length;
    }

    /** Returns the head of an answer whose body of that many bytes follows separately. */
    public static LocalAnswer head(int status, List<Field> fields, long length) {
        return new LocalAnswer(status, fields, length);
    }

    public int status() {
        return status;
    }

    List<Field> fields() {
        return fields;
    }

    long length() {
        return length;
    }

    byte[] body() {
        return body;
    }
}
