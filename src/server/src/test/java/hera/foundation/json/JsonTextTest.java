package hera.foundation.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void stringsStandForWhatTheNaiveReaderSays(long seed) {
        RandomJson json = new RandomJson(seed);
        for (int i = 0; i < 5_000; i++) {
            byte[] token = utf8('"' + json.inString() + '"');
            String text = JsonText.unquote(token, 0, token.length);
            assertThat(text).isEqualTo(NaiveJson.tree(token).orElseThrow().stringValue());
            byte[] quoted = JsonText.quote(text);
            assertThat(JsonText.unquote(quoted, 0, quoted.length)).isEqualTo(text);
            assertThat(NaiveJson.tree(quoted).orElseThrow().stringValue()).isEqualTo(text);
            assertThat(JsonText.stringEquals(token, 0, token.length, text, utf8(text)))
                    .isTrue();
            assertThat(JsonText.stringEquals(token, 0, token.length, text + "x", utf8(text + "x")))
                    .isFalse();
        }
    }

    @Test
    void everyCharacterIsQuotedSoThatItComesBack() {
        for (int c = 0; c <= Character.MAX_CODE_POINT; c += c < 0x11000 ? 1 : 97) {
            String text = "a" + Character.toString(c) + "b";
            byte[] quoted = JsonText.quote(text);
            assertThat(NaiveJson.tree(quoted).orElseThrow().stringValue()).isEqualTo(text);
            if (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE) {
                assertThat(new JsonBuffer(0).string(utf8(text)).toByteArray()).isEqualTo(quoted);
                assertThat(JsonText.quotedLength(text)).isGreaterThanOrEqualTo(quoted.length);
                assertThat(JsonText.quotedLength(utf8(text))).isEqualTo(JsonText.quotedLength(text));
            }
        }
    }

    @Test
    void quotingEscapesOnlyWhatItMust() {
        assertThat(JsonText.quote("\"\\/\b\f\n\r\t\u0001é€😀\ud800"))
                .isEqualTo(utf8("\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001é€😀\\ud800\""));
    }

    @Test
    void prettyIndentsByTwoAndKeepsEmptyOnesShort() {
        assertThat(JsonText.pretty(utf8("{\"a\":1.0,\"b\":[],\"c\":{},\"d\":[1,{\"e\":\"{,}: \\\"\"}]}")))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("""
                        {
                          "a": 1.0,
                          "b": [],
                          "c": {},
                          "d": [
                            1,
                            {
                              "e": "{,}: \\""
                            }
                          ]
                        }
                        """);
        assertThat(JsonText.pretty(utf8("{}"))).isEqualTo(utf8("{}\n"));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void prettyChangesWhiteSpaceOnly(long seed) {
        RandomJson json = new RandomJson(seed);
        for (int i = 0; i < 3_000; i++) {
            byte[] object = json.object();
            byte[] pretty = JsonText.pretty(object);
            assertThat(NaiveJson.compact(pretty)).isEqualTo(NaiveJson.compact(object));
            assertThat(JsonText.pretty(pretty)).isEqualTo(pretty);
        }
    }

    @Test
    void unsignedReadsExactlyTheLongsFromZero() {
        assertThat(unsigned("0")).isZero();
        assertThat(unsigned("9223372036854775807")).isEqualTo(Long.MAX_VALUE);
        for (String bad : new String[] {"", "-1", "-0", "9223372036854775808", "99999999999999999999", "1.0", "1e3"}) {
            assertThat(unsigned(bad)).as(bad).isEqualTo(-1);
        }
    }

    @Test
    void bufferWritesEveryNumber() {
        for (long value : new long[] {0, 9, 10, 99, 100, 1355833258675L, Long.MAX_VALUE, -1, Long.MIN_VALUE}) {
            assertThat(new JsonBuffer(0).raw('[').number(value).toByteArray()).isEqualTo(utf8("[" + value));
        }
    }

    private static long unsigned(String text) {
        return JsonText.unsigned(utf8(text), 0, text.length());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
