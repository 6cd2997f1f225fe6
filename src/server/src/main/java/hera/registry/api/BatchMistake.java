package hera.registry.api;

import hera.foundation.json.JsonScanner;
import hera.foundation.json.MalformedInputException;

/** The usual ways in which a batch is not sent line by line, recognised by the first line that is rejected. */
final class BatchMistake {
    private static final String ARRAY =
            "; a batch is no array: send one object a line, without brackets and commas, as jq -c '.[]' makes them";
    private static final String JOINED =
            "; more objects are on one line: send a file with curl --data-binary, because -d drops the ends of lines";
    private static final String COMMA = "; no comma belongs between the lines of a batch";
    private static final String SPREAD =
            "; the object does not end on its line: send each on a line of its own, as jq -c makes them";

    private BatchMistake() {}

    /** Returns a half-sentence that names the mistake; empty when the line is malformed in its own way. */
    static String hint(byte[] text, int offset, int length) {
        JsonScanner json = new JsonScanner(text, offset, length);
        try {
            char first = (char) json.peek();
            if (first == '[') {
                return ARRAY;
            }
            if (first != '{') {
                return "";
            }
            json.value();
            return switch (json.peek()) {
                case '{' -> JOINED;
                case ',' -> COMMA;
                default -> "";
            };
        } catch (MalformedInputException e) {
            return isOpen(text, offset, length) ? SPREAD : "";
        }
    }

    /** Whether a line ends inside a JSON value: with an opening brace or bracket, a colon or a comma. */
    private static boolean isOpen(byte[] text, int offset, int length) {
        int last = offset + length - 1;
        while (last > offset && (text[last] == ' ' || text[last] == '\t' || text[last] == '\r')) {
            last--;
        }
        return "{[:,".indexOf(text[last]) >= 0;
    }
}
