package hera.client.json;

import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.io.JsonStringEncoder;
import tools.jackson.core.json.JsonFactory;

/** Checks, readings and spellings of single JSON values. */
public final class JsonValues {
    /** How deep objects and arrays of an instance may stand in each other, as at a node by default. */
    public static final int MOST_NESTING = 64;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MOST_NESTING)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private JsonValues() {}

    /** The judgement on a text. */
    public enum Verdict {
        /** One JSON value, and nothing else. */
        VALID,
        /** JSON that is nested too deep. */
        TOO_DEEP,
        /** No JSON. */
        MALFORMED
    }

    /** Returns whether the text between two positions is one JSON value. */
    public static Verdict check(byte[] text, int from, int to) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text, from, to - from)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                return Verdict.MALFORMED;
            }
            parser.skipChildren();
            if (parser.currentToken() == JsonToken.VALUE_STRING) {
                parser.getString();
            }
            return parser.nextToken() == null ? Verdict.VALID : Verdict.MALFORMED;
        } catch (StreamConstraintsException e) {
            return Verdict.TOO_DEEP;
        } catch (JacksonException e) {
            return Verdict.MALFORMED;
        }
    }

    /**
     * Returns what a JSON string stands for.
     *
     * @throws MalformedJsonException if the text between the positions is no JSON string
     */
    public static String string(byte[] text, int from, int to) throws MalformedJsonException {
        if (to - from < 2 || text[from] != '"') {
            throw new MalformedJsonException("expected a string at byte " + from);
        }
        if (isPlain(text, from + 1, to - 1)) {
            return new String(text, from + 1, to - from - 2, StandardCharsets.US_ASCII);
        }
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text, from, to - from)) {
            if (parser.nextToken() != JsonToken.VALUE_STRING) {
                throw new MalformedJsonException("expected a string at byte " + from);
            }
            return parser.getString();
        } catch (JacksonException e) {
            throw new MalformedJsonException("the string at byte " + from + " is malformed");
        }
    }

    /** Returns the JSON string for a text, with its quotes. */
    public static String quoted(String text) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsCharArray(text)) + '"';
    }

    private static boolean isPlain(byte[] text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (text[i] < ' ' || text[i] == '\\' || text[i] == '"') {
                return false;
            }
        }
        return true;
    }
}
