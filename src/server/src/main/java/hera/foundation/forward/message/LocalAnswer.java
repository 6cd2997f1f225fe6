package hera.foundation.forward.message;

import java.util.List;

/** An answer that the proxy itself gives, whole. Immutable. */
public final class LocalAnswer {
    private final int status;
    private final List<Field> fields;
    private final byte[] body;
    private final long length;

    /** A field of an answer, without line ends. */
    public record Field(String name, String value) {}

    /**
     * @param status the status code, 200 to 599
     * @param fields its fields but for Content-Length and Connection, which are added
     * @param body its content, not copied; a HEAD is told its length alone
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

    /** Returns the head of an answer whose body of that many bytes is sent behind it. */
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
