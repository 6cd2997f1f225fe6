package hera.command;

import org.jspecify.annotations.Nullable;

/**
 * A line parser of server-sent events (WHATWG HTML, 9.2.6). It is used for several connections in turn, because each
 * resumes from the last id of the previous one. An event that is cut off by a lost connection is never dispatched. Not
 * thread-safe.
 */
final class EventParser {
    /**
     * One server-sent event.
     *
     * @param type {@code message} if the sender names none
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

    /** Starts a new connection and drops the unfinished event of the previous one. */
    void begin() {
        first = true;
        id = lastId;
        forgetEvent();
    }

    /** Returns the value for {@code Last-Event-ID}; null before any event had an id. */
    @Nullable
    String lastId() {
        return lastId;
    }

    /** @param line the line without its line end; returns the event that it completes, if any */
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
                // unknown fields are ignored, as the standard says; so is "retry", for the pauses are this command's
                // own
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
