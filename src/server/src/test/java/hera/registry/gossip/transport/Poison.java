package hera.registry.gossip.transport;

import hera.foundation.http.ContentDigest;
import hera.registry.gossip.PullFailedException.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;

/** Every way known to us in which a peer can answer wrongly, and what a pull says of it. */
enum Poison {
    DRIPS(Kind.TIMEOUT, line -> {
        line.send("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n");
        while (!line.endsWithinMillis(5)) {
            line.send(" ");
        }
    }),
    DRIPS_ITS_HEAD(Kind.TIMEOUT, line -> {
        line.send("HTTP/1.1 200 OK\r\nX: ");
        while (!line.endsWithinMillis(5)) {
            line.send("x");
        }
    }),
    ACCEPTS_AND_IS_SILENT(Kind.TIMEOUT, PoisonPeer.Line::awaitEnd),
    SENDS_A_HEAD_AND_IS_SILENT(Kind.TIMEOUT, line -> {
        line.send("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n");
        line.awaitEnd();
    }),
    SENDS_WITHOUT_END(Kind.TOO_LARGE, line -> {
        line.send("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{\"a\": [");
        endless(line, "[\"srv\", \"id\", {}, 1], ");
    }),
    SENDS_CHUNKS_WITHOUT_END(Kind.TOO_LARGE, line -> {
        line.send("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n");
        endless(line, "10\r\n0123456789abcdef\r\n");
    }),
    SENDS_A_HEAD_WITHOUT_END(Kind.UNREACHABLE, line -> {
        line.send("HTTP/1.1 200 OK\r\n");
        endless(line, "X-More: 0123456789abcdef\r\n");
    }),
    ANNOUNCES_10_GIB(Kind.TOO_LARGE, line -> {
        line.send("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 10737418240\r\n\r\n");
        endless(line, "                ");
    }),
    ANNOUNCES_10_GIB_AND_IS_SILENT(Kind.TOO_LARGE, line -> {
        line.send("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 10737418240\r\n\r\n");
        line.awaitEnd();
    }),
    ANNOUNCES_MORE_THAN_THERE_ARE_NUMBERS(Kind.UNREACHABLE, line -> {
        line.send("HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n");
        line.awaitEnd();
    }),
    HAS_A_BODY_BEYOND_THE_BOUND_WITHOUT_LENGTH(Kind.TOO_LARGE, line -> {
        line.send("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n");
        line.send(" ".repeat(2 * HttpPeerClientTest.MAX_PAGE + 1));
        line.awaitEnd();
    }),
    ANSWERS_HTML(Kind.WRONG_TYPE, whole("200 OK", "Content-Type: text/html\r\n", "<html>It works!</html>")),
    ANSWERS_A_BOMB(Kind.TOO_LARGE, line -> {
        byte[] bomb = Bomb.BYTES;
        line.send("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: "
                + bomb.length + "\r\n\r\n");
        line.send(bomb);
        line.awaitEnd();
    }),
    ANSWERS_IN_ANOTHER_CODING(
            Kind.WRONG_TYPE,
            whole("200 OK", "Content-Type: application/json\r\nContent-Encoding: gzip, gzip\r\n", "{}")),
    ANSWERS_NO_JSON(Kind.MALFORMED, whole("200 OK", "Content-Type: application/json\r\n", "hello")),
    ANSWERS_GZIP_THAT_IT_CALLS_JSON(Kind.MALFORMED, line -> {
        byte[] small = Bomb.gzip(100);
        line.send("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + small.length + "\r\n\r\n");
        line.send(small);
    }),
    ANSWERS_ANOTHER_DIGEST(
            Kind.CORRUPT, whole("200 OK", "Content-Type: application/json\r\n" + digest("{ }") + "\r\n", "{}")),
    ANSWERS_A_DIGEST_THAT_IS_NONE(
            Kind.CORRUPT, whole("200 OK", "Content-Type: application/json\r\nContent-Digest: ?\r\n", "{}")),
    FLIPS_ONE_BIT(Kind.CORRUPT, flippedBit()),
    ANSWERS_500(Kind.STATUS, whole("500 Internal Server Error", "Content-Type: application/json\r\n", "{}")),
    ANSWERS_301(Kind.STATUS, whole("301 Moved Permanently", "Location: http://127.0.0.1:1/\r\n", "")),
    ANSWERS_204(Kind.STATUS, line -> line.send("HTTP/1.1 204 No Content\r\n\r\n")),
    ANSWERS_500_WITHOUT_END(Kind.STATUS, line -> {
        line.send("HTTP/1.1 500 Internal Server Error\r\nContent-Type: text/plain\r\n\r\n");
        endless(line, "at com.example.Example");
    }),
    ANSWERS_421(Kind.WRONG_ENVIRONMENT, whole("421 Misdirected Request", "", "{}")),
    IS_OF_ANOTHER_ENVIRONMENT(Kind.WRONG_ENVIRONMENT, whole("200 OK", "Hera-Environment: staging\r\n", "{}")),
    SPEAKS_NO_HTTP(Kind.UNREACHABLE, line -> line.send("220 mail.example.com ESMTP\r\n")),
    CLOSES_AT_ONCE(Kind.UNREACHABLE, PoisonPeer.Line::reset),
    CLOSES_AMID_THE_BODY(Kind.UNREACHABLE, line -> {
        line.send("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"a\": [");
        line.end();
    }),
    RESETS_AMID_THE_BODY(Kind.UNREACHABLE, line -> {
        line.send("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"a\": [");
        line.reset();
    });

    private static final String PAGE = "{\"poison\": [[\"srv\", \"poisoned\", {}, 1355833000000, {\"age\": 1}]]}";

    final Kind kind;

    @SuppressWarnings("ImmutableEnumChecker") // a function without state
    final PoisonPeer.Behaviour behaviour;

    Poison(Kind kind, PoisonPeer.Behaviour behaviour) {
        this.kind = kind;
        this.behaviour = behaviour;
    }

    /** Whether only a look into the body tells: a client that does not look takes the answer. */
    boolean isFoundByIntake() {
        return kind == Kind.MALFORMED || kind == Kind.CORRUPT;
    }

    /** Makes what takes long to make, before anybody waits for it. */
    static void prepare() {
        Objects.requireNonNull(Bomb.BYTES);
    }

    private static PoisonPeer.Behaviour whole(String status, String headers, String body) {
        return line -> line.send(
                "HTTP/1.1 " + status + "\r\n" + headers + "Content-Length: " + body.length() + "\r\n\r\n" + body);
    }

    private static PoisonPeer.Behaviour flippedBit() {
        return line -> {
            byte[] page = PAGE.getBytes(StandardCharsets.UTF_8);
            String header = digest(PAGE);
            page[PAGE.indexOf("poisoned")] ^= 1;
            line.send("HTTP/1.1 200 OK\r\nContent-Type: application/vnd.hera.deltas+json\r\n" + header
                    + "\r\nContent-Length: " + page.length + "\r\n\r\n");
            line.send(page);
        };
    }

    private static String digest(String content) {
        return ContentDigest.HEADER + ": " + ContentDigest.of(content.getBytes(StandardCharsets.UTF_8));
    }

    private static void endless(PoisonPeer.Line line, String part) throws IOException {
        byte[] some = part.repeat(100).getBytes(StandardCharsets.ISO_8859_1);
        while (true) {
            line.send(some);
        }
    }

    /** Some kilobytes that become 64 MiB when they are unpacked. */
    private static final class Bomb {
        static final byte[] BYTES = gzip(64 << 20);

        static byte[] gzip(int zeros) {
            ByteArrayOutputStream compressed = new ByteArrayOutputStream();
            try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
                gzip.write(new byte[zeros]);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return compressed.toByteArray();
        }
    }
}
