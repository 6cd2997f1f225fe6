package hera.client.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectMembersTest {
    private static Map<String, String> members(String json) throws MalformedJsonException {
        byte[] text = json.getBytes(StandardCharsets.UTF_8);
        Map<String, String> members = new LinkedHashMap<>();
        ObjectMembers.of(
                text,
                0,
                text.length,
                (name, from, to) -> members.put(name, new String(text, from, to - from, StandardCharsets.UTF_8)));
        return members;
    }

    @Test
    void valuesStayAsTheyAreSpelled() throws MalformedJsonException {
        assertThat(members(" { \"a\" : 1.0 , \"b\":\"}\\\"{\",\"c\":[{\"]\":1},2], \"\\u00e9\":{} } "))
                .isEqualTo(Map.of("a", "1.0", "b", "\"}\\\"{\"", "c", "[{\"]\":1},2]", "é", "{}"));
        assertThat(members("{}")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{",
                "{\"a\"",
                "{\"a\":",
                "{\"a\":1",
                "{\"a\":1,",
                "{\"a\":1,}",
                "{\"a\":\"",
                "{\"a\":\"\\",
                "{\"a\":{",
                "{\"a\":[1,2}",
                "{a:1}",
                "{\"a\":1}x",
                "{\"a\" 1}",
                "{\"a\":,\"b\":1}",
                "{\"\\q\":1}"
            })
    void whatIsCutOrNoObjectIsRefused(String json) {
        assertThatThrownBy(() -> {
                    Map<String, String> members = members(json);
                    // Brackets are only counted: the value itself is no JSON then.
                    for (String value : members.values()) {
                        byte[] text = value.getBytes(StandardCharsets.UTF_8);
                        if (JsonValues.check(text, 0, text.length) != JsonValues.Verdict.VALID) {
                            throw new MalformedJsonException("value");
                        }
                    }
                })
                .isInstanceOf(MalformedJsonException.class);
    }

    @Test
    void depthTakesNoStackAndIsFoundOut() throws MalformedJsonException {
        String deep = "[".repeat(1_000_000) + "]".repeat(1_000_000);
        byte[] value = members("{\"a\":" + deep + "}").getOrDefault("a", "").getBytes(StandardCharsets.UTF_8);
        assertThat(JsonValues.check(value, 0, value.length)).isEqualTo(JsonValues.Verdict.TOO_DEEP);
    }

    @Test
    void quotedTextIsReadBack() throws MalformedJsonException {
        String nasty = "a\"b\\c\nd\u0000é€\uD83D\uDE00";
        byte[] text = JsonValues.quoted(nasty).getBytes(StandardCharsets.UTF_8);
        assertThat(JsonValues.string(text, 0, text.length)).isEqualTo(nasty);
    }
}
