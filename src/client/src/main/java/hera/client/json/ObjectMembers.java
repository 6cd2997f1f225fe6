package hera.client.json;

import java.nio.charset.StandardCharsets;

/**
 * The members of a JSON object, found by counting brackets and quotes, without recursion and without memory for what is
 * inside a value. Values are not checked further: {@link JsonValues} does that, one by one.
 */
public final class ObjectMembers {
    private final byte[] text;
    private final int end;
    private int at;

    private ObjectMembers(byte[] text, int from, int end) {
        this.text = text;
        this.at = from;
        this.end = end;
    }

    /** The consumer of members, in the order of the text. */
    @FunctionalInterface
    public interface Receiver {
        /**
         * Takes one member.
         *
         * @param from the value's first byte
         * @param to the byte after its last
         * @throws MalformedJsonException if the value is not what it must be
         */
        void member(String name, int from, int to) throws MalformedJsonException;
    }

    /**
     * Gives each member of the object that is the whole text between two positions.
     *
     * @throws MalformedJsonException if that is no object; members before the fault have been given by then
     */
    public static void of(byte[] text, int from, int to, Receiver receiver) throws MalformedJsonException {
        new ObjectMembers(text, from, to).object(receiver);
    }

    private void object(Receiver receiver) throws MalformedJsonException {
        expect('{');
        boolean more = !isNext('}');
        while (more) {
            int nameFrom = blanks();
            string();
            String name = JsonValues.string(text, nameFrom, at);
            expect(':');
            int from = blanks();
            value();
            receiver.member(name, from, at);
            more = isNext(',');
            if (!more) {
                expect('}');
            }
        }
        if (blanks() != end) {
            throw wrong("nothing more");
        }
    }

    private void value() throws MalformedJsonException {
        if (at < end && text[at] == '"') {
            string();
        } else if (at < end && (text[at] == '{' || text[at] == '[')) {
            nested();
        } else {
            scalar();
        }
    }

    private void nested() throws MalformedJsonException {
        int depth = 0;
        do {
            if (at >= end) {
                throw wrong("a closing bracket");
            }
            switch (text[at]) {
                case '"' -> {
                    string();
                    continue;
                }
                case '{', '[' -> depth++;
                case '}', ']' -> depth--;
                default -> {}
            }
            at++;
        } while (depth > 0);
    }

    private void string() throws MalformedJsonException {
        if (at >= end || text[at] != '"') {
            throw wrong("a string");
        }
        for (at++; at < end && text[at] != '"'; at++) {
            if (text[at] == '\\') {
                at++;
            }
        }
        if (at >= end) {
            throw wrong("the end of a string");
        }
        at++;
    }

    private void scalar() throws MalformedJsonException {
        int from = at;
        while (at < end && ",}] \t\r\n".indexOf(text[at]) < 0) {
            at++;
        }
        if (at == from) {
            throw wrong("a value");
        }
    }

    private int blanks() {
        while (at < end && (text[at] == ' ' || text[at] == '\n' || text[at] == '\t' || text[at] == '\r')) {
            at++;
        }
        return at;
    }

    private boolean isNext(char c) {
        boolean next = blanks() < end && text[at] == c;
        if (next) {
            at++;
        }
        return next;
    }

    private void expect(char c) throws MalformedJsonException {
        if (!isNext(c)) {
            throw wrong("'" + c + "'");
        }
    }

    private MalformedJsonException wrong(String expected) {
        String found = at < end ? new String(text, at, 1, StandardCharsets.ISO_8859_1) : "the end";
        return new MalformedJsonException("expected %s at byte %d, found %s".formatted(expected, at, found));
    }
}
