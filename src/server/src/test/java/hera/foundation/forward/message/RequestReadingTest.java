package hera.foundation.forward.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RequestReadingTest {
    private static final long SEED = 20_261_127;
    private static final int CASES = 1_000_000;
    private static final int CASES_OF_BYTES = 200_000;
    private static final int CASES_FOR_NETTY = 5_000;
    private static final ByteBufAllocator UNPOOLED = new UnpooledByteBufAllocator(false);

    static List<RawRequests.Raw> table() {
        return RawRequests.all();
    }

    static Stream<RawRequests.Raw> brief() {
        return table().stream().filter(raw -> raw.request().length() < 300);
    }

    @ParameterizedTest
    @MethodSource("table")
    void tablesStatusHolds(RawRequests.Raw raw) {
        assertThat(Parsed.of(raw.request().getBytes(ISO_8859_1)).status()).isEqualTo(raw.status());
    }

    @ParameterizedTest
    @MethodSource("brief")
    void splitAtEveryByteIsTheSame(RawRequests.Raw raw) {
        byte[] bytes = raw.request().getBytes(ISO_8859_1);
        Parsed whole = Parsed.of(bytes);
        for (int at = 0; at <= bytes.length; at++) {
            assertThat(Parsed.of(bytes, at)).as("split at %d", at).isEqualTo(whole);
        }
        int[] everywhere = new int[bytes.length];
        Arrays.setAll(everywhere, i -> i);
        assertThat(Parsed.of(bytes, everywhere)).isEqualTo(whole);
    }

    @ParameterizedTest
    @MethodSource("brief")
    void referenceAgreesWithTheTable(RawRequests.Raw raw) {
        assertThat(ReferenceParser.parse(raw.request()) != null).isEqualTo(raw.status() == 200);
    }

    @Test
    void randomRequestsAreReadAsTheReferenceDoes() {
        RandomRequests requests = new RandomRequests(SEED);
        int whole = 0;
        for (int i = 0; i < CASES; i++) {
            byte[] bytes = requests.next();
            whole += isWhole(i, bytes, requests.splits(bytes.length)) ? 1 : 0;
        }
        assertThat(whole).as("whole requests among them").isBetween(CASES / 10, CASES - CASES / 10);
    }

    /** What no grammar made: the beginning of a request, if any of one, and then any bytes. */
    @Test
    void randomBytesAreReadAsTheReferenceDoes() {
        Random random = new Random(SEED + 2);
        RandomRequests requests = new RandomRequests(SEED + 2);
        int whole = 0;
        for (int i = 0; i < CASES_OF_BYTES; i++) {
            byte[] beginning = requests.next();
            byte[] noise = new byte[random.nextInt(40)];
            random.nextBytes(noise);
            byte[] bytes = Arrays.copyOf(beginning, random.nextInt(beginning.length + 1) + noise.length);
            System.arraycopy(noise, 0, bytes, bytes.length - noise.length, noise.length);
            whole += isWhole(i, bytes, requests.splits(bytes.length)) ? 1 : 0;
        }
        assertThat(whole).as("whole requests among them").isBetween(1, CASES_OF_BYTES / 2);
    }

    /** Returns whether it is a whole request, of which the reference must be told the same. */
    private static boolean isWhole(int number, byte[] bytes, int... splits) {
        Parsed parsed = Parsed.of(bytes, splits);
        ReferenceParser.Request reference = ReferenceParser.parse(new String(bytes, ISO_8859_1));
        boolean same = reference == null
                ? parsed.status() != 200
                : parsed.status() == 200
                        && parsed.consumed() == reference.consumed()
                        && parsed.body().equals(reference.body());
        if (!same) {
            throw new AssertionError("Case %d: %s but the reference says %s of%n%s"
                    .formatted(number, parsed, reference, new String(bytes, ISO_8859_1)));
        }
        return reference != null;
    }

    @Test
    void nettyReadsTheSameInWhatIsPassedOn() throws MalformedMessageException {
        RandomRequests requests = new RandomRequests(SEED + 1);
        int compared = 0;
        for (int i = 0; compared < CASES_FOR_NETTY; i++) {
            byte[] bytes = requests.next();
            Parsed parsed = Parsed.of(bytes);
            if (parsed.status() == 200) {
                compared++;
                assertThat(netty(passedOn(bytes, parsed.body())))
                        .as("case %d: %s", i, new String(bytes, ISO_8859_1))
                        .isEqualTo(parsed.seen() + "|" + parsed.body());
            }
        }
    }

    private static byte[] passedOn(byte[] bytes, String body) throws MalformedMessageException {
        HeadReader reader = HeadReader.ofRequests(RawRequests.MAX_HEAD);
        assertThat(reader.read(Unpooled.wrappedBuffer(bytes))).isTrue();
        RequestHead head = RequestHead.of(reader);
        ByteBuf out = HeadWriter.request(UNPOOLED, head, "h", "", true, (fields, field) -> true, fields -> {});
        String written = out.toString(ISO_8859_1);
        out.release();
        String chunk = body.isEmpty() ? "" : Integer.toHexString(body.length()) + "\r\n" + body + "\r\n";
        boolean chunked = head.framing().kind() == Framing.Kind.CHUNKED;
        return (written + (chunked ? chunk + "0\r\n\r\n" : body)).getBytes(ISO_8859_1);
    }

    private static String netty(byte[] bytes) {
        EmbeddedChannel channel = new EmbeddedChannel(new HttpRequestDecoder());
        channel.writeInbound(Unpooled.wrappedBuffer(bytes));
        StringBuilder seen = new StringBuilder();
        int requests = 0;
        int ends = 0;
        for (HttpObject object = channel.readInbound(); object != null; object = channel.readInbound()) {
            assertThat(object.decoderResult().isSuccess())
                    .as("%s", object.decoderResult())
                    .isTrue();
            if (object instanceof HttpRequest request) {
                requests++;
                seen.append(request.method()).append(' ').append(request.uri()).append('|');
            }
            if (object instanceof HttpContent content) {
                seen.append(content.content().toString(ISO_8859_1));
                content.release();
            }
            ends += object instanceof LastHttpContent ? 1 : 0;
        }
        channel.finishAndReleaseAll();
        assertThat(requests).isEqualTo(1);
        assertThat(ends).isEqualTo(1);
        return seen.toString();
    }
}
