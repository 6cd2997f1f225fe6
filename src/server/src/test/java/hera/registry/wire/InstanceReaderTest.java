package hera.registry.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import hera.foundation.json.MalformedInputException;
import hera.foundation.json.MalformedInputException.Reason;
import hera.foundation.json.NaiveJson;
import hera.foundation.json.RandomJson;
import hera.registry.replica.InstanceContent;
import hera.registry.settings.Limits;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class InstanceReaderTest {
    private static final InstanceReader READER =
            new InstanceReader(Limits.DEFAULT.maxInstanceBytes(), Limits.DEFAULT.maxNesting());

    private static final String SAMPLE =
            "{ \"host\": \"sr-1\\u00e9\\n\", \"é€😀\":[1.50,-2e+3,true,false,null,{}],\t\"a\": {\"b\":[[]]}}\n";

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void acceptsAndCompactsWhatTheNaiveReaderDoes(long seed) {
        RandomJson json = new RandomJson(seed);
        int accepted = 0;
        for (int i = 0; i < 10_000; i++) {
            byte[] body = json.object();
            accepted += agreesWithTwin(body) ? 1 : 0;
            accepted += agreesWithTwin(json.damaged(body)) ? 1 : 0;
        }
        assertThat(accepted).isBetween(10_500, 19_500);
    }

    private static boolean agreesWithTwin(byte[] body) {
        Optional<JsonNode> tree = NaiveJson.tree(body).filter(JsonNode::isObject);
        Optional<InstanceContent> read = read(body);
        String text = new String(body, StandardCharsets.UTF_8);
        assertThat(read.isPresent()).as(text).isEqualTo(tree.isPresent());
        read.ifPresent(instance -> {
            assertThat(instance.toString()).isEqualTo(NaiveJson.compact(body));
            assertThat(NaiveJson.tree(instance.json())).as(text).isEqualTo(tree);
        });
        return read.isPresent();
    }

    private static Optional<InstanceContent> read(byte[] body) {
        try {
            return Optional.of(READER.read(body));
        } catch (MalformedInputException e) {
            assertThat(e.getMessage()).isNotBlank().hasSizeLessThan(200);
            return Optional.empty();
        }
    }

    @Test
    void everySingleByteReplacedIsJudgedAsTheTwinJudgesIt() {
        byte[] sample = utf8(SAMPLE);
        for (int at = 0; at < sample.length; at++) {
            for (int b = 0; b < 256; b++) {
                byte[] body = sample.clone();
                body[at] = (byte) b;
                assertThat(read(body).isPresent())
                        .as("byte %d as %d", at, b)
                        .isEqualTo(
                                NaiveJson.tree(body).filter(JsonNode::isObject).isPresent());
            }
        }
    }

    @Test
    void everyTruncationIsRefused() {
        byte[] sample = utf8(SAMPLE.strip());
        for (int length = 0; length < sample.length; length++) {
            assertThat(read(Arrays.copyOf(sample, length)))
                    .as("%d bytes", length)
                    .isEmpty();
        }
    }

    @Test
    void bytesAroundTheBodyAreNotLookedAt() throws MalformedInputException {
        byte[] text = utf8("}]\"{\"a\":1}\"[{");
        assertThat(READER.read(text, 3, 7)).hasToString("{\"a\":1}");
        assertThatMalformed(Reason.NOT_JSON, text, 3, 6).withMessageContaining("at byte 6, found the end");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"b\":1,\"a\":2}",
                "{\"n\":[1.0,1e400,-0,1234567890123456789012345678901234567890]}",
                "{\"e\":\"\\u0041\\/\\ud800\\u0000\"}",
                "{\"a\":1,\"a\":2}",
                "{}"
            })
    void spellingSurvives(String body) throws MalformedInputException {
        assertThat(READER.read(utf8(body))).hasToString(body);
    }

    @Test
    void whatIsReadSharesNothingWithTheBody() throws MalformedInputException {
        byte[] body = utf8("{\"a\":1}");
        InstanceContent instance = READER.read(body);
        Arrays.fill(body, (byte) 0);
        assertThat(instance).hasToString("{\"a\":1}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``|EMPTY|empty",
                "` \t`|EMPTY|empty",
                "[]|NOT_AN_OBJECT|an array",
                "\"{}\"|NOT_AN_OBJECT|a string",
                "1|NOT_AN_OBJECT|a number",
                "null|NOT_AN_OBJECT|null",
                "true|NOT_AN_OBJECT|a boolean",
                "a=b|NOT_JSON|expected a value at byte 0, found 'a'",
                "{\"a\":01}|NOT_JSON|at byte 6, found '1'",
                "{\"a\":1.}|NOT_JSON|expected a digit at byte 7, found '}'",
                "{\"a\":-}|NOT_JSON|expected a digit at byte 6, found '}'",
                "{\"a\":+1}|NOT_JSON|expected a value at byte 5, found '+'",
                "{\"a\":NaN}|NOT_JSON|expected a value at byte 5, found 'N'",
                "{\"a\":1,}|NOT_JSON|a member name in quotes at byte 7",
                "{'a':1}|NOT_JSON|a member name in quotes at byte 1",
                "{\"a\" 1}|NOT_JSON|expected ':' after a member name at byte 5",
                "{\"a\":[1}|NOT_JSON|expected ',' or ']' at byte 7",
                "{} {}|NOT_JSON|expected the end at byte 3, found '{'",
                "{\"a|NOT_JSON|begins at byte 1 has no end",
                "{\"\\x\":1}|NOT_JSON|escapes at byte 2",
                "{\"\\u12g4\":1}|NOT_JSON|escapes at byte 2",
            })
    void refusalsSayWhatIsWrongAndWhere(String body, Reason reason, String message) {
        assertThatMalformed(reason, utf8(body)).withMessageContaining(message);
    }

    @Test
    void bytesThatAreNoTextAreRefused() {
        assertThatMalformed(Reason.NOT_JSON, utf8("\uFEFF{}")).withMessageContaining("byte order mark");
        assertThatMalformed(Reason.NOT_JSON, utf8("{\"a\nb\":1}")).withMessageContaining("0x0A");
        byte[] overlong = {'{', '"', (byte) 0xC0, (byte) 0x80, '"', ':', '1', '}'};
        assertThatMalformed(Reason.BAD_UTF8, overlong).withMessageContaining("0xC0 is out of place at byte 2");
        byte[] surrogate = {'{', '"', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '"', ':', '1', '}'};
        assertThatMalformed(Reason.BAD_UTF8, surrogate);
        byte[] cut = {'{', '"', (byte) 0xE2, (byte) 0x82, '"', ':', '1', '}'};
        assertThatMalformed(Reason.BAD_UTF8, cut);
    }

    @Test
    void sizeIsLimitedAsSent() throws MalformedInputException {
        InstanceReader small = new InstanceReader(10, 64);
        assertThat(small.read(utf8("{\"a\":1   }"))).hasToString("{\"a\":1}");
        assertThatExceptionOfType(MalformedInputException.class)
                .isThrownBy(() -> small.read(utf8("{\"a\":1    }")))
                .withMessage("the instance has 11 bytes; at most 10 are allowed")
                .extracting(MalformedInputException::reason)
                .isEqualTo(Reason.TOO_LARGE);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 63, 64, 65, 127, 128, 129, 200})
    void nestingIsLimitedToWhatIsConfigured(int limit) throws MalformedInputException {
        InstanceReader reader = new InstanceReader(100_000, limit);
        for (String[] pair : new String[][] {{"{\"a\":", "}"}, {"{\"b\":[", "]}"}}) {
            int levels = pair[1].length();
            int pairs = (limit - 1) / levels;
            String fits = pair[0].repeat(pairs) + "{}" + pair[1].repeat(pairs);
            assertThat(reader.read(utf8(fits))).hasToString(fits);
            String more = pair[0].repeat(pairs + 1) + "{}" + pair[1].repeat(pairs + 1);
            assertThatExceptionOfType(MalformedInputException.class)
                    .isThrownBy(() -> reader.read(utf8(more)))
                    .extracting(MalformedInputException::reason)
                    .isEqualTo(Reason.TOO_DEEP);
        }
    }

    @Test
    void bottomlessNestingIsRefusedWithoutOverflow() {
        InstanceReader reader = new InstanceReader(10_000_000, 64);
        byte[] open = utf8("{\"a\":[".repeat(1_000_000));
        assertThatExceptionOfType(MalformedInputException.class).isThrownBy(() -> reader.read(open));
        byte[] closed = utf8("{\"a\":[".repeat(1_000_000) + "]}".repeat(1_000_000));
        assertThatExceptionOfType(MalformedInputException.class)
                .isThrownBy(() -> reader.read(closed))
                .withMessageContaining("nested 2000000 deep");
        byte[] crossed = utf8("{\"a\":[".repeat(100) + "]}".repeat(50) + "}]".repeat(50));
        assertThatExceptionOfType(MalformedInputException.class)
                .isThrownBy(() -> reader.read(crossed))
                .withMessageContaining("expected ',' or ']'");
    }

    @Test
    void limitsThatAdmitNothingAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new InstanceReader(1, 64));
        assertThatIllegalArgumentException().isThrownBy(() -> new InstanceReader(100, 0));
    }

    private static ThrowableAssertAlternative<MalformedInputException> assertThatMalformed(Reason reason, byte[] body) {
        return assertThatMalformed(reason, body, 0, body.length);
    }

    private static ThrowableAssertAlternative<MalformedInputException> assertThatMalformed(
            Reason reason, byte[] body, int offset, int length) {
        return assertThatExceptionOfType(MalformedInputException.class)
                .isThrownBy(() -> READER.read(body, offset, length))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(reason));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
