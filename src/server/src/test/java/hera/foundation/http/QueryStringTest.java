package hera.foundation.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import hera.foundation.http.QueryString.Parameter;
import hera.foundation.json.MalformedInputException;
import hera.foundation.json.MalformedInputException.Reason;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryStringTest {
    @Test
    void parametersKeepTheirOrderAndRepetitions() throws MalformedInputException {
        QueryString query = QueryString.parse("where=a:1&pretty&&where=b%3A+2&x==&=y&");
        assertThat(query.parameters())
                .containsExactly(
                        new Parameter("where", "a:1"),
                        new Parameter("pretty", ""),
                        new Parameter("where", "b: 2"),
                        new Parameter("x", "="),
                        new Parameter("", "y"));
        assertThat(query.all("where")).containsExactly("a:1", "b: 2");
        assertThat(query.first("where")).isEqualTo("a:1");
        assertThat(query.first("absent")).isNull();
        assertThat(query.isOn("pretty")).isTrue();
        assertThat(query.isOn("absent")).isFalse();
        assertThat(query.all("absent")).isEmpty();
    }

    @Test
    void noQueryHasNoParameters() throws MalformedInputException {
        assertThat(QueryString.parse(null).parameters()).isEmpty();
        assertThat(QueryString.parse("").parameters()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "a%2Fb, a/b",
        "a%252Fb, a%2Fb",
        "a+b, a+b",
        "%e2%82%AC, €",
        "%F0%9F%98%80, 😀",
        "~!$&()*=:@;, ~!$&()*=:@;"
    })
    void segmentIsDecodedExactlyOnce(String raw, String decoded) throws MalformedInputException {
        assertThat(PercentCodec.decodeSegment(raw)).isEqualTo(decoded);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%",
                "a%2",
                "%zz",
                "%-1",
                "%+1",
                "%1",
                "%\uff11\uff11",
                "é",
                "a b",
                "%80",
                "%C0%80",
                "%ED%A0%80",
                "%E2%82"
            })
    void brokenEncodingIsRefused(String raw) {
        assertThatExceptionOfType(MalformedInputException.class)
                .isThrownBy(() -> PercentCodec.decodeSegment(raw))
                .extracting(MalformedInputException::reason)
                .isEqualTo(Reason.BAD_PATH);
        assertThatExceptionOfType(MalformedInputException.class)
                .isThrownBy(() -> QueryString.parse("a=" + raw))
                .extracting(MalformedInputException::reason)
                .isEqualTo(Reason.BAD_QUERY);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whatIsEncodedComesBackHereAndOnThePlatform(long seed) throws MalformedInputException {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 5_000; i++) {
            StringBuilder built = new StringBuilder();
            for (int k = random.nextInt(6); k > 0; k--) {
                int c = random.nextInt(4) > 0 ? random.nextInt(0x100) : random.nextInt(0x10000, 0x110000);
                built.appendCodePoint(c);
            }
            String text = built.toString();
            String encoded = PercentCodec.encode(text);
            assertThat(PercentCodec.decodeSegment(encoded)).isEqualTo(text);
            assertThat(URLDecoder.decode(encoded, StandardCharsets.UTF_8)).isEqualTo(text);
            String form = URLEncoder.encode(text, StandardCharsets.UTF_8);
            assertThat(QueryString.parse("a=" + form).first("a")).isEqualTo(text);
        }
    }
}
