package hera.registry.wire;

import static hera.foundation.json.MalformedInputException.Reason.EMPTY;
import static hera.foundation.json.MalformedInputException.Reason.NOT_AN_OBJECT;
import static hera.foundation.json.MalformedInputException.Reason.TOO_DEEP;
import static hera.foundation.json.MalformedInputException.Reason.TOO_LARGE;

import hera.foundation.json.JsonScanner;
import hera.foundation.json.MalformedInputException;
import hera.registry.replica.InstanceContent;
import java.util.Arrays;

/**
 * A reader of instances: checks that the input is a JSON object within the limits, and drops insignificant white space.
 * All else stays as it was written: the order of members, duplicates, the spelling of numbers, escapes. Thread-safe.
 */
public final class InstanceReader {
    private final int maxBytes;
    private final int maxNesting;

    /**
     * @param maxBytes the largest instance, in bytes as sent
     * @param maxNesting how deep objects and arrays may be nested, the instance itself included
     * @throws IllegalArgumentException when either is less than what {@code {}} needs
     */
    public InstanceReader(int maxBytes, int maxNesting) {
        if (maxBytes < 2 || maxNesting < 1) {
            throw new IllegalArgumentException(
                    "an instance needs 2 bytes and 1 level at least, not " + maxBytes + " and " + maxNesting);
        }
        this.maxBytes = maxBytes;
        this.maxNesting = maxNesting;
    }

    /** Returns the limit in bytes; a longer body need not be read to its end. */
    public int maxBytes() {
        return maxBytes;
    }

    /** Reads the instance in a whole array, as {@link #read(byte[], int, int)} does. */
    public InstanceContent read(byte[] body) throws MalformedInputException {
        return read(body, 0, body.length);
    }

    /**
     * Reads the instance in {@code length} bytes of {@code body}, which are not kept.
     *
     * @throws MalformedInputException EMPTY, NOT_JSON, BAD_UTF8, NOT_AN_OBJECT, TOO_LARGE or TOO_DEEP; the message names the
     *     first wrong byte, counted from {@code offset}
     */
    public InstanceContent read(byte[] body, int offset, int length) throws MalformedInputException {
        if (length > maxBytes) {
            throw tooLarge(length);
        }
        JsonScanner json = new JsonScanner(body, offset, length);
        if (json.peek() < 0) {
            throw new MalformedInputException(EMPTY, "the body is empty: an instance is a JSON object");
        }
        json.value();
        int from = json.from();
        int to = json.at();
        int spaces = json.spaces();
        json.end();
        MalformedInputException flaw = json.takeFlaw();
        if (flaw != null) {
            throw flaw;
        }
        return extract(body, from, to, spaces, json.deepest());
    }

    /** Returns the instance in a scanned value without flaws. */
    InstanceContent extract(byte[] text, int from, int to, int spaces, int deepest) throws MalformedInputException {
        if (text[from] != '{') {
            throw new MalformedInputException(
                    NOT_AN_OBJECT, "an instance must be a JSON object, not " + kind(text[from]));
        }
        if (to - from - spaces > maxBytes) {
            throw tooLarge(to - from - spaces);
        }
        if (deepest > maxNesting) {
            throw new MalformedInputException(
                    TOO_DEEP, "the instance is nested %d deep; at most %d is allowed".formatted(deepest, maxNesting));
        }
        return new InstanceContent(spaces == 0 ? Arrays.copyOfRange(text, from, to) : compact(text, from, to, spaces));
    }

    private MalformedInputException tooLarge(int bytes) {
        return new MalformedInputException(
                TOO_LARGE, "the instance has %d bytes; at most %d are allowed".formatted(bytes, maxBytes));
    }

    private static byte[] compact(byte[] text, int from, int to, int spaces) {
        byte[] compact = new byte[to - from - spaces];
        int length = 0;
        boolean inString = false;
        for (int i = from; i < to; i++) {
            byte c = text[i];
            if (c == '"') {
                inString = !inString;
            } else if (inString) {
                if (c == '\\') {
                    compact[length++] = c;
                    c = text[++i];
                }
            } else if (c <= ' ') {
                continue;
            }
            compact[length++] = c;
        }
        return compact;
    }

    private static String kind(byte first) {
        return switch (first) {
            case '[' -> "an array";
            case '"' -> "a string";
            case 't', 'f' -> "a boolean";
            case 'n' -> "null";
            default -> "a number";
        };
    }
}
