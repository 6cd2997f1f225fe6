package hera.client.http;

import java.nio.charset.StandardCharsets;

/** An answer that has been read to its end. */
public final class NodeAnswer {
    private final Head head;
    private final byte[] body;

    /** An answer; the body is not copied. */
    public NodeAnswer(Head head, byte[] body) {
        this.head = head;
        this.body = body;
    }

    /** Returns its status. */
    public int status() {
        return head.status();
    }

    /** Returns its status and headers. */
    public Head head() {
        return head;
    }

    /** Returns its body; not a copy. */
    public byte[] body() {
        return body;
    }

    /** Returns the body as UTF-8; what is none stands as replacement characters. */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }
}
