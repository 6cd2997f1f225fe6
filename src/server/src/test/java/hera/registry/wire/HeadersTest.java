package hera.registry.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import hera.foundation.http.ContentDigest;
import hera.foundation.http.Problem;
import hera.foundation.json.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeadersTest {
    // The example of RFC 9530, section 2.
    private static final byte[] CONTENT = "{\"hello\": \"world\"}\n".getBytes(StandardCharsets.UTF_8);
    private static final String SHA_256 = "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:";

    @Test
    void digestIsTheOneOfTheStandard() {
        assertThat(ContentDigest.of(CONTENT)).isEqualTo(SHA_256);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                SHA_256,
                " " + SHA_256 + " ",
                SHA_256 + ";q=1;x=\"a,b\"",
                "md5=:AAAA:, " + SHA_256,
                SHA_256 + ",\tsha-512=:AAAA:",
                "sha-256=:AAAA:, " + SHA_256,
                "sha-512=:AAAA:",
                "unknown-9=::"
            })
    void digestMatches(String field) {
        assertThat(ContentDigest.matches(field, CONTENT)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "sha-256",
                "sha-256=",
                "sha-256=::",
                "sha-256=:AAAA:",
                "sha-256=:A:",
                "sha-256=:!:",
                "sha-256=RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=",
                "SHA-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:",
                SHA_256 + ",",
                SHA_256 + "x",
                SHA_256 + " " + SHA_256,
                SHA_256 + ", junk",
                "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8Fabdg=:"
            })
    void digestDoesNotMatch(String field) {
        assertThat(ContentDigest.matches(field, CONTENT)).isFalse();
    }

    @Test
    void everyFlippedBitOfTheContentIsNoticed() {
        for (int bit = 0; bit < CONTENT.length * 8; bit++) {
            byte[] flipped = CONTENT.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(ContentDigest.matches(SHA_256, flipped)).isFalse();
        }
    }

    @Test
    void richFormIsOnlyForThoseWhoNameIt() {
        String rich = "application/vnd.hera.deltas+json";
        assertThat(PageFormat.accepted(null)).isEqualTo(PageFormat.PLAIN);
        assertThat(PageFormat.accepted("*/*")).isEqualTo(PageFormat.PLAIN);
        assertThat(PageFormat.accepted("application/json, " + rich + ";q=0.9")).isEqualTo(PageFormat.RICH);
        assertThat(PageFormat.of(rich.toUpperCase(Locale.ROOT) + " ; charset=utf-8"))
                .isEqualTo(PageFormat.RICH);
        assertThat(PageFormat.of("application/json")).isEqualTo(PageFormat.PLAIN);
        assertThat(PageFormat.of(null)).isEqualTo(PageFormat.PLAIN);
    }

    @ParameterizedTest
    @CsvSource({"1,1000", "86400,86400000", "1.5,1500", "1.0009,1000", "86400.0000,86400000", "007,7000"})
    void ttlIsSeconds(String seconds, int millis) throws MalformedInputException {
        assertThat(Ttl.parseSeconds(seconds)).isEqualTo(millis);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0",
                "0.999",
                "86400.001",
                "86401",
                "-1",
                "+1",
                "1e3",
                "1s",
                "9999999999",
                "1.",
                ".5",
                "\u0661"
            })
    void ttlOutsideOfASecondToADayIsRefused(String seconds) {
        assertThatExceptionOfType(MalformedInputException.class)
                .isThrownBy(() -> Ttl.parseSeconds(seconds))
                .extracting(MalformedInputException::reason)
                .isEqualTo(MalformedInputException.Reason.BAD_TTL);
    }

    @Test
    void problemIsTheObjectOfTheStandard() {
        assertThat(new Problem(400, "Bad Request", "say \"x\"\n").json())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("{\"title\":\"Bad Request\",\"status\":400,\"detail\":\"say \\\"x\\\"\\n\"}");
    }
}
