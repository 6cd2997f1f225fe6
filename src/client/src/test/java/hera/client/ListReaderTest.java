package hera.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hera.client.json.MalformedJsonException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ListReaderTest {
    private static final String GOOD = "\"good\":{\"host\":\"h\",\"port\":1}";

    private static Map<String, Instance> read(String json) throws MalformedJsonException {
        return read(json, Map.of());
    }

    private static Map<String, Instance> read(String json, Map<String, Instance> known) throws MalformedJsonException {
        byte[] text = json.getBytes(StandardCharsets.UTF_8);
        return ListReader.read(text, 0, text.length, known);
    }

    @Test
    void hostileEntrySpoilsNoOther() throws MalformedJsonException {
        String deep = "\"deep\":{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";
        String huge = "\"huge\":{\"a\":\"" + "x".repeat(ListReader.MOST_ENTRY_BYTES) + "\"}";
        assertThat(read("{" + deep + "," + huge + ",\"number\":5,\"array\":[],\"\":{}," + GOOD + "}"))
                .containsOnlyKeys("good");
    }

    @Test
    void listThatIsNoJsonIsRefusedWhole() {
        assertThatThrownBy(() -> read("{" + GOOD + ",\"bad\":{\"a\":tru}}")).isInstanceOf(MalformedJsonException.class);
        assertThatThrownBy(() -> read("{" + GOOD)).isInstanceOf(MalformedJsonException.class);
        assertThatThrownBy(() -> read("<html>")).isInstanceOf(MalformedJsonException.class);
        assertThatThrownBy(() -> read("[]")).isInstanceOf(MalformedJsonException.class);
    }

    @Test
    void listOfMoreThanSixteenMebibytesIsRefused() {
        String huge = "{\"a\":\"" + "x".repeat(ListReader.MOST_LIST_BYTES) + "\"}";
        assertThatThrownBy(() -> read(huge))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessageContaining("16777216");
    }

    @Test
    void unchangedEntryIsTheSameObject() throws MalformedJsonException {
        Map<String, Instance> first = read("{" + GOOD + "}");
        assertThat(read("{" + GOOD + "}", first).get("good")).isSameAs(first.get("good"));
        assertThat(read("{" + GOOD.replace("1", "2") + "}", first).values())
                .extracting(Instance::port)
                .containsExactly(2);
    }
}
