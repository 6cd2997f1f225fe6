package hera.command;

import org.jspecify.annotations.Nullable;

/**
 * Takes server-sent events apart, line by line (WHATWG HTML, 9.2.6). It outlives connections: the last id is what the
 * next one asks to go on from. An event that a lost connection cut off is never dispatched. Not thread-safe.
 */
final class EventParser {
    /**
     * One server-sent event.
     *
     * @param type {@code message} where the sender names none
     * @param data its lines, joined by line ends
     */
    record Event(String type, String data) {}

    private static final String USUAL_TYPE = "message";

    private final StringBuilder data = new StringBuilder();
    private String type = "";
    private boolean hasData;
    private @Nullable String id;
    private @Nullable String lastId;
    private boolean first = true;

    /** A new connection: what the one before left unfinished is dropped. */
    void begin() {
        first = true;
        id = lastId;
        forgetEvent();
    }

    /** What {@code Last-Event-ID} must be; null before any event had an id. */
    @Nullable
    String lastId() {
        return lastId;
    }

    /** @param line without its end; answers the event that it completes, if any */
    @Nullable
    Event line(String line) {
        String text = first && line.startsWith("\uFEFF") ? line.substring(1) : line;
        first = false;
        if (text.isEmpty()) {
            return dispatch();
        }
        int colon = text.indexOf(':');
        if (colon == 0) {
            return null;
        }
        String field = colon < 0 ? text : text.substring(0, colon);
        String value = colon < 0 ? "" : text.substring(colon + 1);
        field(field, value.startsWith(" ") ? value.substring(1) : value);
        return null;
    }

    private void field(String field, String value) {
        switch (field) {
            case "event" -> type = value;
            case "data" -> {
                data.append(hasData ? "\n" : "").append(value);
                hasData = true;
            }
            case "id" -> id = value.indexOf('\0') < 0 ? value : id;
            default -> {
                // the standard ignores what it does not know; how long to wait is ours to say
            }
        }
    }

    private @Nullable Event dispatch() {
        lastId = id;
        Event event = hasData ? new Event(type.isEmpty() ? USUAL_TYPE : type, data.toString()) : null;
        forgetEvent();
        return event;
    }

    private void forgetEvent() {
        type = "";
        data.setLength(0);
        hasData = false;
    }
}
