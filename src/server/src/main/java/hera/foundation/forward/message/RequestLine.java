package hera.foundation.forward.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/**
 * A request's first line (RFC 9112, 3).
 *
 * @param targetStart the index of the target's first byte in the head
 * @param targetEnd the index after its last byte
 * @param authorityStart the index of an absolute target's host; {@code targetStart} if the target is not absolute
 * @param pathStart the index of the first byte of its path; {@code targetEnd} for an absolute target without one
 * @param minorVersion 0 or 1; a later one counts as 1
 */
record RequestLine(String method, int targetStart, int targetEnd, int authorityStart, int pathStart, int minorVersion) {
    private static final int MAX_METHOD = 32;
    private static final String[] COMMON = {"GET", "POST", "PUT", "HEAD", "DELETE", "PATCH", "OPTIONS"};

    static RequestLine parse(byte[] bytes, int from, int to) throws MalformedMessageException {
        int methodEnd = Octets.indexOf(bytes, from, to, ' ');
        String method = method(bytes, from, methodEnd);
        int targetStart = methodEnd + 1;
        int targetEnd = Octets.indexOf(bytes, Math.min(targetStart, to), to, ' ');
        require(targetEnd < to && targetEnd > targetStart, "it is not method, target and version");
        int minor = minorVersion(bytes, targetEnd + 1, to);
        if (method.equals("CONNECT")) {
            throw new MalformedMessageException(405, "CONNECT is not served here.");
        }
        for (int at = targetStart; at < targetEnd; at++) {
            require(bytes[at] > ' ' && bytes[at] != '#', "its target has a character that no target may have");
        }
        return target(method, bytes, targetStart, targetEnd, minor);
    }

    boolean isAbsolute() {
        return authorityStart > targetStart;
    }

    private static String method(byte[] bytes, int from, int to) throws MalformedMessageException {
        require(to > from && to - from <= MAX_METHOD, "its method is empty or longer than " + MAX_METHOD + " bytes");
        for (String common : COMMON) {
            if (isSame(bytes, from, to, common)) {
                return common;
            }
        }
        for (int at = from; at < to; at++) {
            require(Octets.isToken(bytes[at]), "its method has a character that no method may have");
        }
        return new String(bytes, from, to - from, ISO_8859_1);
    }

    private static int minorVersion(byte[] bytes, int from, int to) throws MalformedMessageException {
        require(
                to - from == 8
                        && isSame(bytes, from, from + 5, "HTTP/")
                        && Octets.isDigit(bytes[from + 5])
                        && bytes[from + 6] == '.'
                        && Octets.isDigit(bytes[from + 7]),
                "its version is not HTTP/1.0 or HTTP/1.1");
        if (bytes[from + 5] != '1') {
            throw new MalformedMessageException(505, "Only HTTP/1.0 and HTTP/1.1 are spoken here.");
        }
        return bytes[from + 7] == '0' ? 0 : 1;
    }

    private static RequestLine target(String method, byte[] bytes, int from, int to, int minor)
            throws MalformedMessageException {
        if (bytes[from] == '/') {
            return new RequestLine(method, from, to, from, from, minor);
        }
        if (bytes[from] == '*') {
            require(to - from == 1 && method.equals("OPTIONS"), "only OPTIONS may have the target *");
            return new RequestLine(method, from, to, from, from, minor);
        }
        int colon = Octets.indexOf(bytes, from, to, ':');
        boolean isHttp = Octets.spells(bytes, from, colon, "http") || Octets.spells(bytes, from, colon, "https");
        require(
                isHttp && to - colon > 3 && bytes[colon + 1] == '/' && bytes[colon + 2] == '/',
                "its target is neither a path nor an http URI");
        int authority = colon + 3;
        int path = authority;
        while (path < to && bytes[path] != '/' && bytes[path] != '?') {
            path++;
        }
        require(path > authority, "its target has no host");
        return new RequestLine(method, from, to, authority, path, minor);
    }

    private static boolean isSame(byte[] bytes, int from, int to, String word) {
        if (to - from != word.length()) {
            return false;
        }
        for (int at = from; at < to; at++) {
            if (bytes[at] != word.charAt(at - from)) {
                return false;
            }
        }
        return true;
    }

    private static void require(boolean condition, String wrong) throws MalformedMessageException {
        if (!condition) {
            throw new MalformedMessageException(400, "The request line is malformed: " + wrong + ".");
        }
    }
}
