package hera.spawn.log;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import org.jspecify.annotations.Nullable;

/**
 * A write that is to be logged.
 *
 * @param id unique for ever: at most 40 URL-safe characters
 * @param head the request line and the end-to-end fields as nodes get them, each with its line end; not copied
 * @param acceptedMillis wall time, in milliseconds since 1970
 * @param key the client's Idempotency-Key, if it sent one
 * @param waitingAt the name of the Spawn where the client waits for a node's answer; empty if it waits for none, or if there
 *     is but one Spawn
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record WriteDraft(
        String id,
        byte[] head,
        WriteBody body,
        long acceptedMillis,
        @Nullable IdempotencyKey key,
        String waitingAt) {
    private static final int MAX_ID = 40;

    public WriteDraft {
        if (!id.matches("[A-Za-z0-9_-]{1," + MAX_ID + "}")) {
            throw new IllegalArgumentException(
                    "A write's id has 1 to 40 URL-safe characters, unlike '%s'".formatted(id));
        }
    }

    public WriteDraft(String id, byte[] head, WriteBody body, long acceptedMillis, @Nullable IdempotencyKey key) {
        this(id, head, body, acceptedMillis, key, "");
    }

    /** Returns this, with a client that waits at that Spawn. */
    public WriteDraft waitingAt(String spawn) {
        return new WriteDraft(id, head, body, acceptedMillis, key, spawn);
    }

    /** Returns the bytes that count against the bounds of queues and of the log. */
    public long bytes() {
        return head.length + body.length();
    }

    public String method() {
        return line().split(" ", 3)[0];
    }

    public String target() {
        return line().split(" ", 3)[1];
    }

    private String line() {
        int end = 0;
        while (end < head.length && head[end] != '\r') {
            end++;
        }
        return new String(head, 0, end, ISO_8859_1);
    }
}
