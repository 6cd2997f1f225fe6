package hera.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventParserTest {
    private final EventParser parser = new EventParser();

    @Test
    void fieldsMakeAnEventThatAnEmptyLineEnds() {
        assertThat(events("event: put", "data: {\"a\":1}", "id: 7", ""))
                .containsExactly(new EventParser.Event("put", "{\"a\":1}"));
        assertThat(parser.lastId()).isEqualTo("7");
    }

    @Test
    void dataLinesAreJoinedAndOneBlankIsDropped() {
        assertThat(events("data:a", "data:  b", "data", ""))
                .containsExactly(new EventParser.Event("message", "a\n b\n"));
    }

    @Test
    void commentsAndUnknownFieldsAreNoEvents() {
        assertThat(events(":", "", ": hello", "retry: 5", "other: x", "event: lonely", ""))
                .isEmpty();
    }

    @Test
    void theIdLastsUntilTheNextOne() {
        events("id: 1", "data: x", "", "data: y", "");
        assertThat(parser.lastId()).isEqualTo("1");
        events("id", "data: z", "");
        assertThat(parser.lastId()).isEmpty();
    }

    @Test
    void anEventThatALostConnectionCutIsForgotten() {
        events("id: 1", "data: whole", "", "id: 2", "event: put", "data: half");
        parser.begin();
        assertThat(parser.lastId()).isEqualTo("1");
        assertThat(events("data: next", "")).containsExactly(new EventParser.Event("message", "next"));
        assertThat(parser.lastId()).isEqualTo("1");
    }

    @Test
    void aByteOrderMarkIsSkippedOnlyAtTheBegin() {
        parser.begin();
        assertThat(events("\uFEFFdata: x", "")).containsExactly(new EventParser.Event("message", "x"));
        assertThat(events("\uFEFFdata: x", "")).isEmpty();
    }

    private List<EventParser.Event> events(String... lines) {
        List<EventParser.Event> events = new ArrayList<>();
        for (String line : lines) {
            EventParser.Event event = parser.line(line);
            if (event != null) {
                events.add(event);
            }
        }
        return events;
    }
}
