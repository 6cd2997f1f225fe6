package hera.foundation.forward.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The checked head of a request: well-formed HTTP/1.x with an unambiguous framing. Immutable. */
public final class RequestHead {
    private final byte[] bytes;
    private final RequestLine line;
    private final Fields fields;
    private final Framing framing;
    private final ConnectionOptions connection;
    private final boolean upgrade;

    private RequestHead(byte[] bytes, RequestLine line, Fields fields) throws MalformedMessageException {
        this.bytes = bytes;
        this.line = line;
        this.fields = fields;
        RequestRules.checkHost(line, bytes, fields);
        framing = MessageFraming.ofRequest(fields, line.minorVersion());
        RequestRules.checkExpectation(fields);
        connection = ConnectionOptions.of(fields);
        upgrade = connection.upgrade() && isUpgradeWanted();
    }

    /**
     * Returns the head that the reader has just completed.
     *
     * @throws MalformedMessageException with the status of the answer
     */
    public static RequestHead of(HeadReader read) throws MalformedMessageException {
        RequestLine line = RequestLine.parse(read.bytes(), read.lineStart(), read.lineEnd());
        return new RequestHead(read.bytes(), line, read.fields());
    }

    /** Returns the method; methods are case-sensitive. */
    public String method() {
        return line.method();
    }

    /** Returns the target byte for byte: a path with its query, an absolute URI, or {@code *}. */
    public String target() {
        return new String(bytes, line.targetStart(), line.targetEnd() - line.targetStart(), ISO_8859_1);
    }

    /** Returns the target's path and query, without the scheme and host of an absolute one. */
    public String pathAndQuery() {
        int path = line.pathStart();
        return path == line.targetEnd() ? "/" : new String(bytes, path, line.targetEnd() - path, ISO_8859_1);
    }

    public Fields fields() {
        return fields;
    }

    /** Returns the Host field's value; null if there is none, which only HTTP/1.0 allows. */
    public @Nullable String host() {
        int field = fields.find(FieldKind.HOST, 0);
        return field < 0 ? null : fields.value(field);
    }

    /** Returns 0 for HTTP/1.0, 1 for HTTP/1.1. */
    public int minorVersion() {
        return line.minorVersion();
    }

    /** Returns whether sending the request twice has the effect of sending it once (RFC 9110, 9.2.2). */
    public boolean isIdempotent() {
        return switch (line.method()) {
            case "GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE" -> true;
            default -> false;
        };
    }

    /** Returns whether the client asks to upgrade this connection to another protocol than HTTP/2. */
    public boolean wantsUpgrade() {
        return upgrade;
    }

    public boolean isHead() {
        return line.method().equals("HEAD");
    }

    public boolean isHttp10() {
        return line.minorVersion() == 0;
    }

    /** Returns whether the client lets the connection stay open for another request. */
    public boolean mayStayOpen() {
        return isHttp10() ? connection.keepAlive() && !connection.close() : !connection.close();
    }

    /** Returns whether the client waits for {@code 100 Continue} before it sends its body. */
    public boolean expectsContinue() {
        return fields.find(FieldKind.EXPECT, 0) >= 0;
    }

    boolean takesTrailers() {
        int field = fields.find(FieldKind.TE, 0);
        return field >= 0 && ConnectionOptions.listed(fields, FieldKind.TE).contains("trailers");
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

    RequestLine line() {
        return line;
    }

    /**
     * Excludes requests with a body, after which the start of the tunnel would be ambiguous, and HTTP/2, whose requests
     * would bypass every check of this proxy. An empty body is none: the JDK's client up to 18 states its length.
     */
    private boolean isUpgradeWanted() {
        List<String> protocols = ConnectionOptions.listed(fields, FieldKind.UPGRADE);
        return !isHttp10()
                && (framing.kind() == Framing.Kind.NONE || isEmptyBody())
                && !protocols.isEmpty()
                && protocols.stream().noneMatch(protocol -> protocol.equals("h2c") || protocol.startsWith("h2c/"));
    }

    private boolean isEmptyBody() {
        return framing.kind() == Framing.Kind.LENGTH && framing.length() == 0;
    }
}
