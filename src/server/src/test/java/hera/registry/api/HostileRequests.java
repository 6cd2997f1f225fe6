package hera.registry.api;

/**
 * What attackers and broken clients send. Each request is followed on its connection by a plain one; an answer that is
 * out of step gives itself away there, and so does what was smuggled.
 */
enum HostileRequests {
    LENGTH_AND_CHUNKS(
            "PUT /hostile/a HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nX"),
    CHUNKS_AND_LENGTH(
            "PUT /hostile/a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 6\r\n\r\n0\r\n\r\nX"),
    CHUNKS_IN_1_0(
            "PUT /hostile/a HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
    TWO_LENGTHS("PUT /hostile/a HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{} "),
    LIST_OF_LENGTHS("PUT /hostile/a HTTP/1.1\r\nHost: a\r\nContent-Length: 2, 2\r\n\r\n[]"),
    SIGNED_LENGTH("PUT /hostile/a HTTP/1.1\r\nHost: a\r\nContent-Length: +2\r\n\r\n[]"),
    NEGATIVE_LENGTH("PUT /hostile/a HTTP/1.1\r\nHost: a\r\nContent-Length: -2\r\n\r\n[]"),
    HEXADECIMAL_LENGTH("PUT /hostile/a HTTP/1.1\r\nHost: a\r\nContent-Length: 0x2\r\n\r\n[]"),
    VAST_LENGTH("PUT /hostile/a HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n[]"),
    UNKNOWN_CODING("PUT /hostile/a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"),
    IDENTITY_CODING("PUT /hostile/a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity\r\n\r\n"),
    TWO_CODINGS(
            "PUT /hostile/a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n"),
    CODING_WITH_TAB("PUT /hostile/a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:\u000bchunked\r\n\r\n0\r\n\r\n"),
    SPACE_BEFORE_COLON("PUT /hostile/a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n"),
    FOLDED_CODING("PUT /hostile/a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n"),
    BAD_CHUNK_SIZE("PUT /hostile/a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n"),
    VAST_CHUNK_SIZE(
            "PUT /hostile/a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff1\r\n{}\r\n0\r\n\r\n"),
    NEGATIVE_CHUNK_SIZE(
            "PUT /hostile/a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n{}\r\n0\r\n\r\n"),
    CHUNK_WITHOUT_ITS_END("PUT /hostile/a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n[]XX0\r\n\r\n"),
    ENDLESS_EXTENSION("PUT /hostile/a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2;a="
            + "x".repeat(20_000) + "\r\n[]\r\n0\r\n\r\n"),
    ENDLESS_TRAILER("PUT /hostile/a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nA: "
            + "x".repeat(20_000) + "\r\n\r\n"),
    BODY_OF_A_GET(
            "GET /hostile HTTP/1.1\r\nHost: a\r\nContent-Length: 37\r\n\r\nPUT /smuggled/a HTTP/1.1\r\nHost: a\r\n\r\n"),
    BODY_OF_NOTHING(
            "GET /_nothing HTTP/1.1\r\nHost: a\r\nContent-Length: 37\r\n\r\nPUT /smuggled/a HTTP/1.1\r\nHost: a\r\n\r\n"),
    BODY_OF_A_REFUSAL(
            "PUT /_x/a HTTP/1.1\r\nHost: a\r\nContent-Length: 37\r\n\r\nPUT /smuggled/a HTTP/1.1\r\nHost: a\r\n\r\n"),
    BODY_TOO_LARGE("PUT /hostile/a HTTP/1.1\r\nHost: a\r\nContent-Length: 70000\r\n\r\n" + "x".repeat(70_000)),
    NO_HOST("GET /hostile HTTP/1.1\r\n\r\n"),
    TWO_HOSTS("GET /hostile HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"),
    BAD_HOST("GET /hostile HTTP/1.1\r\nHost: a b/c?\r\n\r\n"),
    FOLDED_HEADER("GET /hostile HTTP/1.1\r\nHost: a\r\nX: b\r\n c\r\n\r\n"),
    NUL_IN_HEADER("GET /hostile HTTP/1.1\r\nHost: a\r\nX: a\u0000b\r\n\r\n"),
    RETURN_IN_HEADER("GET /hostile HTTP/1.1\r\nHost: a\r\nX: a\rPUT /smuggled/a HTTP/1.1\r\n\r\n"),
    NAMELESS_HEADER("GET /hostile HTTP/1.1\r\nHost: a\r\n: a\r\n\r\n"),
    HEADER_WITHOUT_COLON("GET /hostile HTTP/1.1\r\nHost: a\r\nabc\r\n\r\n"),
    HEADER_TOO_LARGE("GET /hostile HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(60_000) + "\r\n\r\n"),
    MANY_HEADERS("GET /hostile HTTP/1.1\r\nHost: a\r\n" + "X: y\r\n".repeat(2_000) + "\r\n"),
    LINE_TOO_LONG("GET /hostile?" + "x".repeat(60_000) + " HTTP/1.1\r\nHost: a\r\n\r\n"),
    NO_VERSION("GET /hostile\r\n\r\n"),
    BAD_VERSION("GET /hostile HTTP/9.9\r\nHost: a\r\n\r\n"),
    NO_HTTP("hello\r\n\r\n"),
    TLS("\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003\r\n\r\n"),
    PREFACE_OF_2("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
    UPGRADE_TO_2(
            "GET /hostile HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n"),
    CONNECT("CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n"),
    TRACE("TRACE /hostile HTTP/1.1\r\nHost: a\r\n\r\n"),
    ASTERISK("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n"),
    ABSOLUTE("GET http://other.example/hostile HTTP/1.1\r\nHost: a\r\n\r\n"),
    SMALL_METHOD("get /hostile HTTP/1.1\r\nHost: a\r\n\r\n"),
    BAD_METHOD("G(ET /hostile HTTP/1.1\r\nHost: a\r\n\r\n"),
    UNKNOWN_METHOD("PURGE /hostile/a HTTP/1.1\r\nHost: a\r\n\r\n"),
    PATCH("PATCH /hostile/a HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}"),
    DOTS("GET /../../etc/passwd HTTP/1.1\r\nHost: a\r\n\r\n"),
    ENCODED_DOTS("GET /_console/%2e%2e%2fapplication.yml HTTP/1.1\r\nHost: a\r\n\r\n"),
    NUL_IN_PATH("GET /hostile/%00 HTTP/1.1\r\nHost: a\r\n\r\n"),
    BROKEN_PERCENT("GET /hostile/%zz HTTP/1.1\r\nHost: a\r\n\r\n"),
    BROKEN_UTF8("GET /hostile/%ff%fe HTTP/1.1\r\nHost: a\r\n\r\n"),
    LINE_IN_PATH("PUT /hostile/a%0d%0aX:%20b HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n[]"),
    RAW_BYTES("GET /\u00ff\u00fe HTTP/1.1\r\nHost: a\r\n\r\n"),
    RELATIVE_PATH("GET hostile HTTP/1.1\r\nHost: a\r\n\r\n"),
    UNKNOWN_EXPECTATION("PUT /hostile/a HTTP/1.1\r\nHost: a\r\nExpect: 200-ok\r\nContent-Length: 2\r\n\r\n[]"),
    BLANK_LINES("\r\n\r\n\r\nGET /hostile HTTP/1.1\r\nHost: a\r\n\r\n");

    /** All bytes, as characters below U+0100. */
    final String bytes;

    HostileRequests(String bytes) {
        this.bytes = bytes;
    }
}
