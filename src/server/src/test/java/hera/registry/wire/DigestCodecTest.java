package hera.registry.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import hera.foundation.http.QueryString;
import hera.foundation.json.MalformedInputException;
import hera.foundation.json.MalformedInputException.Reason;
import hera.foundation.names.NodeName;
import hera.harness.Digests;
import hera.registry.replica.Digest;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DigestCodecTest {
    private static final DigestCodec CODEC = new DigestCodec(3);

    @Test
    void queryNamesOriginsAndAStarTheOthers() throws MalformedInputException {
        assertThat(CODEC.fromQuery(QueryString.parse("a=1&b%20c=9223372036854775807&*=0")))
                .isEqualTo(Digests.at(Map.of(new NodeName("a"), 1L, new NodeName("b c"), Long.MAX_VALUE), 0));
        assertThat(CODEC.fromQuery(QueryString.parse("a=1")).others()).isEqualTo(Digest.NONE);
        assertThat(CODEC.fromQuery(QueryString.parse(null))).isEqualTo(Digests.at(Map.of()));
    }

    @Test
    void bodyNamesOriginsAndAStarTheOthers() throws MalformedInputException {
        assertThat(fromJson(" {\"a\" : 1, \"\\u0062\": 2, \"*\":0}"))
                .isEqualTo(Digests.at(Map.of(new NodeName("a"), 1L, new NodeName("b"), 2L), 0));
        assertThat(fromJson("{}")).isEqualTo(Digests.at(Map.of()));
    }

    @ParameterizedTest
    @CsvSource({
        "a=x, origin 'a' must have a timestamp",
        "a=, origin 'a' must",
        "a, origin 'a' must",
        "a=-1, origin 'a' must",
        "a=1.0, origin 'a' must",
        "a=+1, origin 'a' must",
        "a=9223372036854775808, origin 'a' must",
        "*=x, origin '*' must",
        "a=1&b=2&a=3, origin 'a' is named twice",
        "*=1&*=1, origin '*' is named twice",
        "=1, must not be empty",
        "a%0Ab=1, origin 'a?b' is no name",
        "a=1&b=1&c=1&d=1, at most 3 origins"
    })
    void badQueryIsRefusedNamingTheOrigin(String query, String message) throws MalformedInputException {
        QueryString parsed = QueryString.parse(query);
        assertThatExceptionOfType(MalformedInputException.class)
                .isThrownBy(() -> CODEC.fromQuery(parsed))
                .withMessageContaining(message)
                .extracting(MalformedInputException::reason)
                .isEqualTo(Reason.BAD_DIGEST);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``|NOT_JSON",
                "[]|NOT_JSON",
                "{\"a\":1|NOT_JSON",
                "{\"a\":1}x|NOT_JSON",
                "{\"\\x\":1}|NOT_JSON",
                "{\"a\":\"1\"}|BAD_DIGEST",
                "{\"a\":1.0}|BAD_DIGEST",
                "{\"a\":-1}|BAD_DIGEST",
                "{\"a\":null}|BAD_DIGEST",
                "{\"a\":{}}|BAD_DIGEST",
                "{\"a\":1,\"\\u0061\":1}|BAD_DIGEST",
                "{\"\":1}|BAD_DIGEST",
                "{\"\\ud800\":1}|BAD_DIGEST",
            })
    void badBodyIsRefused(String body, Reason reason) {
        assertThatExceptionOfType(MalformedInputException.class)
                .isThrownBy(() -> fromJson(body))
                .extracting(MalformedInputException::reason)
                .isEqualTo(reason);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void digestsComeBackInBothForms(long seed) throws MalformedInputException {
        SplittableRandom random = new SplittableRandom(seed);
        DigestCodec codec = new DigestCodec(100);
        for (int i = 0; i < 1_000; i++) {
            Map<NodeName, Long> last = new LinkedHashMap<>();
            for (int k = random.nextInt(5); k > 0; k--) {
                String name = "n%s\"\\&=+ é😀%%/".formatted(random.nextInt(100));
                last.put(new NodeName(name), random.nextLong(Long.MAX_VALUE));
            }
            Digest digest = Digests.at(last, random.nextBoolean() ? Digest.NONE : random.nextLong(Long.MAX_VALUE));
            assertThat(codec.fromQuery(QueryString.parse(DigestCodec.toQuery(digest))))
                    .isEqualTo(digest);
            assertThat(codec.fromJson(DigestCodec.toJson(digest))).isEqualTo(digest);
        }
    }

    private static Digest fromJson(String body) throws MalformedInputException {
        return CODEC.fromJson(body.getBytes(StandardCharsets.UTF_8));
    }
}
