package hera.foundation.forward.message;

/** The rules for a request beyond its grammar, so that every hop understands it alike. */
final class RequestRules {
    private static final int MAX_PORT_DIGITS = 5;
    private static final int MAX_PORT = 65_535;

    private RequestRules() {}

    /**
     * Requires exactly one Host field, which is a host with or without a port; only HTTP/1.0 may leave it out. An
     * absolute target must name the same host, or the proxy and the server behind it might choose different ones.
     */
    static void checkHost(RequestLine line, byte[] bytes, Fields fields) throws MalformedMessageException {
        int host = fields.find(FieldKind.HOST, 0);
        if (host < 0) {
            require(line.minorVersion() == 0, "it is missing");
            return;
        }
        require(fields.find(FieldKind.HOST, host + 1) < 0, "there is more than one");
        int from = fields.valueStart(host);
        int to = fields.valueEnd(host);
        require(isAuthority(bytes, from, to), "it is no host with or without a port");
        if (line.isAbsolute()) {
            require(
                    isSame(bytes, from, to, line.authorityStart(), line.pathStart()),
                    "it is another than that of the target");
        }
    }

    /** Refuses any expectation but {@code 100-continue}, the only one defined (RFC 9110, 10.1.1). */
    static void checkExpectation(Fields fields) throws MalformedMessageException {
        for (int field = fields.find(FieldKind.EXPECT, 0);
                field >= 0;
                field = fields.find(FieldKind.EXPECT, field + 1)) {
            if (!Octets.spells(fields.bytes(), fields.valueStart(field), fields.valueEnd(field), "100-continue")) {
                throw new MalformedMessageException(417, "The only expectation that is met here is 100-continue.");
            }
        }
    }

    static boolean isAuthority(byte[] bytes, int from, int to) {
        int hostEnd = from < to && bytes[from] == '[' ? literalEnd(bytes, from, to) : nameEnd(bytes, from, to);
        return hostEnd > from && (hostEnd == to || (bytes[hostEnd] == ':' && isPort(bytes, hostEnd + 1, to)));
    }

    /** Returns the index after an IP literal in brackets; -1 if it is none. */
    private static int literalEnd(byte[] bytes, int from, int to) {
        int end = Octets.indexOf(bytes, from, to, ']');
        boolean colon = false;
        for (int at = from + 1; at < end; at++) {
            colon |= bytes[at] == ':';
            if (Octets.hex(bytes[at]) < 0 && bytes[at] != ':' && bytes[at] != '.') {
                return -1;
            }
        }
        return end < to && colon ? end + 1 : -1;
    }

    private static int nameEnd(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && Octets.isRegisteredName(bytes[at])) {
            if (bytes[at] == '%' && (to - at < 3 || Octets.hex(bytes[at + 1]) < 0 || Octets.hex(bytes[at + 2]) < 0)) {
                return -1;
            }
            at++;
        }
        return at;
    }

    private static boolean isPort(byte[] bytes, int from, int to) {
        int port = 0;
        for (int at = from; at < to; at++) {
            if (!Octets.isDigit(bytes[at])) {
                return false;
            }
            port = 10 * port + bytes[at] - '0';
            if (at - from >= MAX_PORT_DIGITS || port > MAX_PORT) {
                return false;
            }
        }
        return true;
    }

    private static boolean isSame(byte[] bytes, int from, int to, int otherFrom, int otherTo) {
        if (to - from != otherTo - otherFrom) {
            return false;
        }
        for (int i = 0; i < to - from; i++) {
            if (Octets.lower(bytes[from + i]) != Octets.lower(bytes[otherFrom + i])) {
                return false;
            }
        }
        return true;
    }

    private static void require(boolean condition, String wrong) throws MalformedMessageException {
        if (!condition) {
            throw new MalformedMessageException(400, "The Host is malformed: " + wrong + ".");
        }
    }
}
