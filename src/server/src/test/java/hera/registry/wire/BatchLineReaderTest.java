package hera.registry.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import hera.foundation.json.MalformedInputException;
import hera.registry.replica.Delta;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BatchLineReaderTest {
    private static final int MOST_BYTES = 100;
    private static final int MOST_NESTED = 3;

    private final BatchLineReader reader =
            new BatchLineReader(new InstanceReader(MOST_BYTES, MOST_NESTED), new WireNames(8));

    @Test
    void membersStandInAnyOrder() throws MalformedInputException {
        BatchLine line = read("{\"ttl\": 1.5, \"instance\": {\"a\": 1.0}, \"id\": \"i\", \"service\": \"web\"}");
        assertThat(line.service().value()).isEqualTo("web");
        assertThat(line.id()).hasToString("i");
        assertThat(line.instance()).hasToString("{\"a\":1.0}");
        assertThat(line.ttlMillis()).isEqualTo(1500);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",\"ttl\":null"})
    void withoutATtlTheNodesLivenessCounts(String ttl) throws MalformedInputException {
        assertThat(read("{\"service\":\"web\",\"id\":\"i\",\"instance\":{}" + ttl + "}")
                        .ttlMillis())
                .isEqualTo(Delta.NO_TTL);
    }

    @Test
    void namesAreWhatTheirEscapesStandFor() throws MalformedInputException {
        BatchLine line = read("{\"service\":\"w\\u0065b\",\"id\":\"a\\/\\u00e9\",\"instance\":{}}");
        assertThat(line.service().value()).isEqualTo("web");
        assertThat(line.id()).hasToString("a/é");
    }

    @Test
    void whatIsReadIsNotKept() throws MalformedInputException {
        byte[] text = "{\"service\":\"web\",\"id\":\"i\",\"instance\":{\"a\":1}}".getBytes(StandardCharsets.UTF_8);
        BatchLine line = reader.read(text, 0, text.length);
        java.util.Arrays.fill(text, (byte) 'x');
        assertThat(line.instance()).hasToString("{\"a\":1}");
        assertThat(read("{\"service\":\"web\",\"id\":\"j\",\"instance\":{}}")
                        .service()
                        .value())
                .isEqualTo("web");
    }

    @Test
    void onlyItsPartOfTheBytesIsRead() throws MalformedInputException {
        byte[] text = "]]{\"service\":\"web\",\"id\":\"i\",\"instance\":{}}]]".getBytes(StandardCharsets.UTF_8);
        assertThat(reader.read(text, 2, text.length - 4).id()).hasToString("i");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "7 | a line must be a JSON object",
                "[] | a line must be a JSON object",
                "{} | the line has no service",
                "{\"service\":\"web\",\"instance\":{}} | the line has no id",
                "{\"service\":\"web\",\"id\":\"i\"} | the line has no instance",
                "{\"service\":\"web\",\"id\":\"i\",\"instance\":{},\"tll\":5} | but no 'tll'",
                "{\"service\":\"web\",\"id\":\"i\",\"id\":\"i\",\"instance\":{}} | two members id",
                "{\"service\":\"web\",\"service\":\"w\",\"id\":\"i\",\"instance\":{}} | two members service",
                "{\"service\":\"web\",\"id\":\"i\",\"instance\":{},\"instance\":{}} | two members instance",
                "{\"service\":\"web\",\"id\":\"i\",\"instance\":{},\"ttl\":5,\"ttl\":5} | two members ttl",
                "{\"service\":7,\"id\":\"i\",\"instance\":{}} | service must be a string",
                "{\"service\":\"web\",\"id\":null,\"instance\":{}} | id must be a string",
                "{\"service\":\"web\",\"id\":\"\",\"instance\":{}} | id",
                "{\"service\":\"\",\"id\":\"i\",\"instance\":{}} | name",
                "{\"service\":\"ninebytes\",\"id\":\"i\",\"instance\":{}} | at most 8 bytes of UTF-8, not 9 (max-name-bytes)",
                "{\"service\":\"web\",\"id\":\"ééééé\",\"instance\":{}} | at most 8 bytes of UTF-8, not 10 (max-name-bytes)",
                "{\"service\":\"web\",\"id\":\"a\\u0000\",\"instance\":{}} | control",
                "{\"service\":\"web\",\"id\":\"i\",\"instance\":[1]} | JSON object",
                "{\"service\":\"web\",\"id\":\"i\",\"instance\":null} | JSON object",
                "{\"service\":\"web\",\"id\":\"i\",\"instance\":{\"a\":[[[]]]}} | deep",
                "{\"service\":\"web\",\"id\":\"i\",\"instance\":{},\"ttl\":0.5} | from 1 second to 24 hours",
                "{\"service\":\"web\",\"id\":\"i\",\"instance\":{},\"ttl\":86401} | from 1 second to 24 hours",
                "{\"service\":\"web\",\"id\":\"i\",\"instance\":{},\"ttl\":\"30\"} | a number of seconds",
                "{\"service\":\"web\",\"id\":\"i\",\"instance\":{},\"ttl\":-1} | a number of seconds",
                "{\"service\":\"web\",\"id\":\"i\",\"instance\":{} | byte",
                "{\"service\":\"web\",\"id\":\"i\",\"instance\":{}} {} | byte",
                "{\"service\":\"web\",\"id\":\"i\",\"instance\":{}}} | byte",
                "{service:\"web\",\"id\":\"i\",\"instance\":{}} | byte",
                "{\"service\":\"web\" \"id\":\"i\",\"instance\":{}} | byte",
            })
    void whatIsWrongIsSaid(String line, String complaint) {
        assertThatExceptionOfType(MalformedInputException.class)
                .isThrownBy(() -> read(line))
                .satisfies(e -> assertThat(e.getMessage())
                        .isNotBlank()
                        .hasSizeLessThan(200)
                        .contains(complaint));
    }

    @Test
    void aNameOfTheNamesLengthIsTaken() throws MalformedInputException {
        assertThat(read("{\"service\":\"8-bytes!\",\"id\":\"éééé\",\"instance\":{}}")
                        .id())
                .hasToString("éééé");
    }

    @Test
    void anInstanceIsMeasuredByItself() throws MalformedInputException {
        String largest = "{\"a\":\"" + "x".repeat(MOST_BYTES - 8) + "\"}";
        assertThat(read("{\"service\":\"web\",\"id\":\"i\",\"instance\":" + largest + "}")
                        .instance())
                .hasToString(largest);
        String larger = largest.replaceFirst("x", "xx");
        assertThatExceptionOfType(MalformedInputException.class)
                .isThrownBy(() -> read("{\"service\":\"web\",\"id\":\"i\",\"instance\":" + larger + "}"))
                .withMessageContaining("at most 100");
    }

    @Test
    void aBadLineLeavesTheReaderAsItWas() throws MalformedInputException {
        assertThatExceptionOfType(MalformedInputException.class).isThrownBy(() -> read("{\"service\":\"web\",\"id\":"));
        assertThat(read("{\"service\":\"db\",\"id\":\"i\",\"instance\":{}}")
                        .service()
                        .value())
                .isEqualTo("db");
    }

    private BatchLine read(String line) throws MalformedInputException {
        byte[] text = line.getBytes(StandardCharsets.UTF_8);
        return reader.read(text, 0, text.length);
    }
}
