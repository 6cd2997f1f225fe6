package hera.foundation.forward.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.List;

/** The checked head of an answer: status line and fields. Valid until its reader is reset. */
public final class AnswerHead {
    private static final int REASON = 13;
    private static final int SWITCHING_PROTOCOLS = 101;

    private final byte[] bytes;
    private final int lineStart;
    private final int lineEnd;
    private final int status;
    private final Fields fields;
    private final Framing framing;
    private final ConnectionOptions connection;

    private AnswerHead(HeadReader read, boolean toHead) throws MalformedMessageException {
        bytes = read.bytes();
        lineStart = read.lineStart();
        lineEnd = read.lineEnd();
        status = status(bytes, lineStart, lineEnd);
        fields = read.fields();
        framing = MessageFraming.ofAnswer(fields, status, toHead);
        connection = ConnectionOptions.of(fields);
    }

    /**
     * Returns the head that the reader has just completed.
     *
     * @param toHead whether the request's method was HEAD
     */
    public static AnswerHead of(HeadReader read, boolean toHead) throws MalformedMessageException {
        return new AnswerHead(read, toHead);
    }

    public int status() {
        return status;
    }

    public Fields fields() {
        return fields;
    }

    /** Returns the reason phrase, which may be empty. */
    public String reason() {
        return new String(bytes, reasonStart(), lineEnd - reasonStart(), ISO_8859_1);
    }

    /** Returns whether it is an interim answer, which another one follows: any 1xx except 101. */
    public boolean isInterim() {
        return status < 200 && status != SWITCHING_PROTOCOLS;
    }

    public boolean switchesProtocols() {
        return status == SWITCHING_PROTOCOLS;
    }

    /** Returns whether the connection may be used again after this answer. */
    public boolean mayStayOpen() {
        return bytes[lineStart + 7] != '0' && !connection.close();
    }

    public Framing framing() {
        return framing;
    }

    List<String> namedByConnection() {
        return connection.named();
    }

    byte[] bytes() {
        return bytes;
    }

    int reasonStart() {
        return Math.min(lineStart + REASON, lineEnd);
    }

    int end() {
        return lineEnd;
    }

    /** Parses {@code HTTP/1.x NNN reason}; some servers leave out the reason and the blank before it. */
    private static int status(byte[] bytes, int from, int to) throws MalformedMessageException {
        boolean isStatus = to - from >= 12
                && new String(bytes, from, 7, ISO_8859_1).equals("HTTP/1.")
                && Octets.isDigit(bytes[from + 7])
                && bytes[from + 8] == ' '
                && bytes[from + 9] >= '1'
                && bytes[from + 9] <= '9'
                && Octets.isDigit(bytes[from + 10])
                && Octets.isDigit(bytes[from + 11])
                && (to - from == 12 || bytes[from + 12] == ' ');
        if (!isStatus) {
            throw new MalformedMessageException(502, "The answer is no HTTP/1.x.");
        }
        return 100 * (bytes[from + 9] - '0') + 10 * (bytes[from + 10] - '0') + bytes[from + 11] - '0';
    }
}
