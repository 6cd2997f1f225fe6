package hera.foundation.forward.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.List;
import java.util.Random;

/** Requests at random, many of them wrong in one place; a seed gives the same ones again. */
final class RandomRequests {
    private static final List<String> METHODS = List.of("GET", "POST", "OPTIONS", "M-SEARCH", "CONNECT");
    private static final List<String> TARGETS = List.of("/", "/a?b=c", "*", "http://h/a", "http://h", "//", "/%00");
    private static final List<String> VERSIONS = List.of("HTTP/1.1", "HTTP/1.1", "HTTP/1.1", "HTTP/1.0", "HTTP/1.7");
    private static final List<String> FIELDS = List.of(
            "A: b",
            "A:",
            "Cookie: a=\u00e4; b",
            "Connection: close",
            "Connection: upgrade, a",
            "Upgrade: websocket",
            "Expect: 100-continue",
            "Host: h",
            "Host: h:80",
            "Content-Length: 3",
            "Content-Length: 0",
            "Transfer-Encoding: chunked",
            "TE: trailers",
            "X-Forwarded-For: 1.2.3.4",
            "Trailer: T");
    private static final List<String> CHUNKS =
            List.of("3\r\nabc\r\n", "1;x=y\r\na\r\n", "0a\r\n0123456789\r\n", "A\r\n0\r\n\r\nGET /\r\n");
    private static final byte[] SPITEFUL = "\r\n\0 \t:,;=0123aAfF\"/*\u007f\u00ff".getBytes(ISO_8859_1);

    private final Random random;

    RandomRequests(long seed) {
        random = new Random(seed);
    }

    byte[] next() {
        StringBuilder request = new StringBuilder();
        if (random.nextInt(20) == 0) {
            request.append("\r\n");
        }
        request.append(any(METHODS))
                .append(' ')
                .append(any(TARGETS))
                .append(' ')
                .append(any(VERSIONS))
                .append("\r\n");
        if (random.nextInt(10) > 0) {
            request.append("Host: h\r\n");
        }
        boolean chunked = random.nextInt(3) == 0;
        String body = chunked ? chunks() : random.nextInt(3) == 0 ? "abc" : "";
        for (int i = random.nextInt(4); i > 0; i--) {
            request.append(any(FIELDS)).append("\r\n");
        }
        if (!body.isEmpty()) {
            request.append(chunked ? "Transfer-Encoding: chunked\r\n" : "Content-Length: 3\r\n");
        }
        request.append("\r\n").append(body);
        if (random.nextInt(4) == 0) {
            request.append("GET /next HTTP/1.1\r\nHost: h\r\n\r\n");
        }
        return spoilt(request.toString().getBytes(ISO_8859_1));
    }

    /** Returns places at which to split so many bytes, in ascending order. */
    int[] splits(int length) {
        return random.ints(random.nextInt(4), 0, length + 1).sorted().toArray();
    }

    private String chunks() {
        StringBuilder chunks = new StringBuilder();
        for (int i = random.nextInt(3); i > 0; i--) {
            chunks.append(any(CHUNKS));
        }
        return chunks + (random.nextInt(4) == 0 ? "0;e\r\nT: u\r\n\r\n" : "0\r\n\r\n");
    }

    private byte[] spoilt(byte[] bytes) {
        if (random.nextBoolean()) {
            return bytes;
        }
        int at = random.nextInt(bytes.length);
        byte[] spoilt;
        switch (random.nextInt(3)) {
            case 0 -> {
                spoilt = bytes.clone();
                spoilt[at] = SPITEFUL[random.nextInt(SPITEFUL.length)];
            }
            case 1 -> {
                spoilt = new byte[bytes.length - 1];
                System.arraycopy(bytes, 0, spoilt, 0, at);
                System.arraycopy(bytes, at + 1, spoilt, at, spoilt.length - at);
            }
            default -> {
                spoilt = new byte[bytes.length + 1];
                System.arraycopy(bytes, 0, spoilt, 0, at);
                spoilt[at] = SPITEFUL[random.nextInt(SPITEFUL.length)];
                System.arraycopy(bytes, at, spoilt, at + 1, bytes.length - at);
            }
        }
        return spoilt;
    }

    private String any(List<String> some) {
        return some.get(random.nextInt(some.size()));
    }
}
