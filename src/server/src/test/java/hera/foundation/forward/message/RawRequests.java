package hera.foundation.forward.message;

import java.util.ArrayList;
import java.util.List;

/** Raw requests and the status that a proxy in front of a server that says 200 must answer each with. */
public final class RawRequests {
    /** Bytes of a request's line and fields that the table's limits are about. */
    public static final int MAX_HEAD = 4096;

    /** A request as it is sent; {@code status} 200 means that it is passed on. */
    public record Raw(String name, String request, int status) {
        @Override
        public String toString() {
            return name;
        }
    }

    private final List<Raw> table = new ArrayList<>();

    private RawRequests() {}

    /** Returns the table. */
    public static List<Raw> all() {
        RawRequests requests = new RawRequests();
        requests.lines();
        requests.versions();
        requests.targets();
        requests.fields();
        requests.hosts();
        requests.lengths();
        requests.codings();
        requests.chunks();
        requests.others();
        return requests.table;
    }

    private void lines() {
        line(400, "nothing but a line end twice", "\r\n\r\n");
        line(400, "no target", "GET HTTP/1.1");
        line(400, "no version", "GET /");
        line(400, "two blanks before the target", "GET  / HTTP/1.1");
        line(400, "two blanks before the version", "GET /  HTTP/1.1");
        line(400, "a tab for a blank", "GET\t/ HTTP/1.1");
        line(400, "a blank before the method", " GET / HTTP/1.1");
        line(400, "a blank behind the version", "GET / HTTP/1.1 ");
        line(400, "a blank in the target", "GET /a b HTTP/1.1");
        line(400, "a method with a slash", "GE/T / HTTP/1.1");
        line(400, "an endless method", "G".repeat(33) + " / HTTP/1.1");
        line(400, "a NUL in the line", "GET /\0 HTTP/1.1");
        line(400, "a bare carriage return in the line", "GET /\r HTTP/1.1");
        line(400, "a DEL in the line", "GET /\u007f HTTP/1.1");
        line(200, "an unknown method", "FROB / HTTP/1.1");
        line(200, "a lower-case method, which is another one", "get / HTTP/1.1");
        add(400, "a bare line feed behind the line", "GET / HTTP/1.1\nHost: h\r\n\r\n");
        add(400, "bare line feeds everywhere", "GET / HTTP/1.1\nHost: h\n\n");
        add(200, "an empty line before", "\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n");
        add(400, "two empty lines before", "\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n");
        add(400, "a TLS handshake", "\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00fc\u0003\u0003");
    }

    private void versions() {
        line(505, "HTTP/2.0", "GET / HTTP/2.0");
        line(505, "HTTP/9.9", "GET / HTTP/9.9");
        line(505, "HTTP/0.9", "GET / HTTP/0.9");
        add(505, "the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        line(400, "a version in lower case", "GET / http/1.1");
        line(400, "HTTP/1", "GET / HTTP/1");
        line(400, "HTTP/11", "GET / HTTP/11");
        line(400, "HTTP/1.10", "GET / HTTP/1.10");
        line(400, "another protocol", "GET / HTCPCP/1.1");
        line(200, "a later minor version", "GET / HTTP/1.2");
        add(200, "HTTP/1.0 without Host", "GET / HTTP/1.0\r\n\r\n");
    }

    private void targets() {
        line(405, "CONNECT", "CONNECT h:443 HTTP/1.1");
        line(405, "CONNECT to a path", "CONNECT / HTTP/1.1");
        line(400, "a target without a slash", "GET a HTTP/1.1");
        line(400, "a fragment", "GET /#a HTTP/1.1");
        line(400, "an asterisk for GET", "GET * HTTP/1.1");
        line(200, "an asterisk for OPTIONS", "OPTIONS * HTTP/1.1");
        line(400, "a URI of another scheme", "GET ftp://h/ HTTP/1.1");
        line(400, "a URI without a host", "GET http:///a HTTP/1.1");
        line(400, "a URI of another host", "GET http://other/ HTTP/1.1");
        line(400, "a URI with a user", "GET http://user@h/ HTTP/1.1");
        line(200, "a URI of the same host", "GET http://H/a HTTP/1.1");
        line(400, "bytes beyond ASCII", "GET /K\u00f6ln HTTP/1.1");
        line(200, "escapes, dots and double slashes", "GET /a%2F..//%zz?b=%&c=|{} HTTP/1.1");
        line(414, "a target beyond the limit", "GET /" + "a".repeat(MAX_HEAD) + " HTTP/1.1");
    }

    private void fields() {
        field(400, "folding", "A: b\r\n c");
        field(400, "folding with a tab", "A: b\r\n\tc");
        add(400, "a blank before the first field", "GET / HTTP/1.1\r\n Host: h\r\n\r\n");
        field(400, "a blank before the colon", "A : b");
        field(400, "a tab before the colon", "A\t: b");
        field(400, "no colon", "A");
        field(400, "no name", ": b");
        field(400, "a name with a parenthesis", "A(: b");
        field(400, "a name beyond ASCII", "\u00c4: b");
        field(400, "a NUL in a value", "A: b\0c");
        field(400, "a bare carriage return in a value", "A: b\rc");
        field(400, "a bare line feed in a value", "A: b\nEvil: c");
        field(400, "a control character in a value", "A: \u0001");
        field(400, "a DEL in a value", "A: \u007f");
        field(200, "an empty value", "A:");
        field(200, "blanks and tabs around a value", "A: \t b \t");
        field(200, "bytes beyond ASCII in a value", "A: \u00e4\u00ff");
        field(431, "fields beyond the limit", "A: " + "b".repeat(MAX_HEAD));
        field(431, "too many fields", "A:\r\n".repeat(256) + "B:");
    }

    private void hosts() {
        add(400, "no Host", "GET / HTTP/1.1\r\nA: b\r\n\r\n");
        add(400, "no field at all", "GET / HTTP/1.1\r\n\r\n");
        field(400, "two Hosts", "Host: other");
        field(400, "the same Host twice", "Host: h");
        host(400, "an empty Host", "");
        host(400, "a Host with a path", "h/a");
        host(400, "a Host with a user", "user@h");
        host(400, "a Host that is a list", "h, other h");
        host(400, "a Host with a blank", "h h");
        host(400, "a Host with a wrong port", "h:a");
        host(400, "a Host with a port too great", "h:65536");
        host(400, "a Host with an open bracket", "[::1");
        host(400, "a Host with a wrong escape", "h%2");
        host(200, "a Host with a port", "h:8080");
        host(200, "a Host that is IPv6", "[2001:db8::1]:80");
        add(400, "HTTP/1.0 with two Hosts", "GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n");
    }

    private void lengths() {
        body(200, "a length", "Content-Length: 3", "abc");
        body(200, "the same length twice", "Content-Length: 3\r\nContent-Length: 3", "abc");
        body(200, "a length with leading zeros", "Content-Length: 0003", "abc");
        body(400, "two lengths", "Content-Length: 3\r\nContent-Length: 4", "abcd");
        body(400, "a list of lengths", "Content-Length: 3, 3", "abc");
        body(400, "no digits", "Content-Length: abc", "abc");
        body(400, "an empty length", "Content-Length:", "abc");
        body(400, "a plus sign", "Content-Length: +3", "abc");
        body(400, "a minus sign", "Content-Length: -3", "abc");
        body(400, "a hexadecimal length", "Content-Length: 0x3", "abc");
        body(400, "a blank within the length", "Content-Length: 3 3", "abc");
        body(400, "a length beyond all limits", "Content-Length: 9999999999999999999", "abc");
        body(400, "a length and chunks", "Content-Length: 3\r\nTransfer-Encoding: chunked", "0\r\n\r\n");
        body(400, "chunks and a length", "Transfer-Encoding: chunked\r\nContent-Length: 5", "0\r\n\r\n");
    }

    private void codings() {
        body(200, "chunked in upper case", "Transfer-Encoding: CHUNKED", "0\r\n\r\n");
        body(501, "gzip and chunked", "Transfer-Encoding: gzip, chunked", "0\r\n\r\n");
        body(
                501,
                "gzip and chunked in two fields",
                "Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked",
                "0\r\n\r\n");
        body(501, "identity", "Transfer-Encoding: identity", "");
        body(501, "a coding that looks like chunked", "Transfer-Encoding: xchunked", "0\r\n\r\n");
        body(501, "chunked with a vertical tab's look", "Transfer-Encoding: \"chunked\"", "0\r\n\r\n");
        body(501, "chunked with a parameter", "Transfer-Encoding: chunked;a=b", "0\r\n\r\n");
        body(400, "chunked twice", "Transfer-Encoding: chunked, chunked", "0\r\n\r\n");
        body(400, "chunked in two fields", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", "0\r\n\r\n");
        body(400, "an empty coding", "Transfer-Encoding:", "0\r\n\r\n");
        add(400, "chunks in HTTP/1.0", "POST / HTTP/1.0\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
    }

    private void chunks() {
        chunked(200, "chunks with extensions", "3;a=\"b c\"\r\nabc\r\n0;last\r\n\r\n");
        chunked(200, "chunks with trailers", "3\r\nabc\r\n0\r\nA: b\r\n\r\n");
        chunked(400, "no size", "\r\nabc\r\n0\r\n\r\n");
        chunked(400, "a size with a sign", "+3\r\nabc\r\n0\r\n\r\n");
        chunked(400, "a size with 0x", "0x3\r\nabc\r\n0\r\n\r\n");
        chunked(400, "a size with a blank behind", "3 \r\nabc\r\n0\r\n\r\n");
        chunked(400, "a size beyond all limits", "fffffffffffffffff\r\nabc");
        chunked(400, "a bare line feed behind a size", "3\nabc\r\n0\r\n\r\n");
        chunked(400, "a bare line feed in an extension", "3;a\nb\r\nabc\r\n0\r\n\r\n");
        chunked(400, "a chunk longer than its size", "2\r\nabc\r\n0\r\n\r\n");
        chunked(400, "a chunk without an end", "3\r\nabc0\r\n\r\n");
        chunked(400, "a chunk that ends with a bare line feed", "3\r\nabc\n0\r\n\r\n");
        chunked(400, "a folded trailer", "0\r\nA: b\r\n c\r\n\r\n");
        chunked(400, "a trailer without a colon", "0\r\nA\r\n\r\n");
        chunked(400, "an endless extension", "3;" + "a".repeat(2000) + "\r\nabc\r\n0\r\n\r\n");
    }

    private void others() {
        body(417, "an unknown expectation", "Expect: gold\r\nContent-Length: 3", "abc");
        body(417, "two expectations", "Expect: 100-continue, gold\r\nContent-Length: 3", "abc");
        body(200, "the expectation that there is", "Expect: 100-Continue\r\nContent-Length: 3", "abc");
    }

    private void line(int status, String name, String line) {
        add(status, name, line + "\r\nHost: h\r\n\r\n");
    }

    private void field(int status, String name, String field) {
        add(status, name, "GET / HTTP/1.1\r\nHost: h\r\n" + field + "\r\n\r\n");
    }

    private void host(int status, String name, String host) {
        add(status, name, "GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
    }

    private void body(int status, String name, String field, String body) {
        add(status, name, "POST / HTTP/1.1\r\nHost: h\r\n" + field + "\r\n\r\n" + body);
    }

    private void chunked(int status, String name, String body) {
        body(status, name, "Transfer-Encoding: chunked", body);
    }

    private void add(int status, String name, String request) {
        table.add(new Raw(name, request, status));
    }
}
