package hera.foundation.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonMembersTest {
    @Test
    void membersKeepTheirOrderAndSpelling() throws MalformedInputException {
        assertThat(JsonMembers.of(" {\"b\": 1.0, \"\\u0061\": {\"x\" : []}, \"c\": \"\\u001b\"} "))
                .containsExactly(entry("b", "1.0"), entry("a", "{\"x\" : []}"), entry("c", "\"\\u001b\""));
        assertThat(JsonMembers.of("{}")).isEmpty();
    }

    @Test
    void aStringIsReadAndAnythingElseStays() {
        assertThat(JsonMembers.text("\"a\\n\u00e9\"")).isEqualTo("a\n\u00e9");
        assertThat(JsonMembers.text("1.0")).isEqualTo("1.0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{} x", "{\"a\":}", "{\"a\":1", "{\"a\":\"\\x\"}", "<html>"})
    void whatIsNoObjectIsRefused(String text) {
        assertThatThrownBy(() -> JsonMembers.of(text)).isInstanceOf(MalformedInputException.class);
    }
}
