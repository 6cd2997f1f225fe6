package hera.foundation.json;

import static hera.foundation.json.MalformedInputException.Reason.BAD_UTF8;
import static hera.foundation.json.MalformedInputException.Reason.NOT_JSON;

import hera.foundation.json.MalformedInputException.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A cursor over JSON text in bytes, strict to RFC 8259. It skips whole values without recursion, however deeply they
 * are nested, and measures the position, depth and white space of each. Not thread-safe.
 *
 * <p>There are two kinds of errors. Broken structure ends the scan with an exception, because nothing after it can be
 * trusted. A string with bad content still has an end: that is a <em>flaw</em>, kept until {@link #takeFlaw}, so that one
 * bad string does not spoil a page of good ones.
 */
public final class JsonScanner {
    private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);
    private static final long[] NO_WORDS = {};

    private final byte[] text;
    private final int start;
    private final int end;
    private int at;
    private @Nullable MalformedInputException flaw;

    // The measures of the value passed last.
    private int from;
    private int deepest;
    private int spaces;

    // The containers that are open within the present value, one bit each, 1 for an object. The innermost is the lowest
    // bit of `kinds`; every 64 further out fill a word in `outer`.
    private int depth;
    private long kinds;
    private long[] outer = NO_WORDS;

    public JsonScanner(byte[] text, int offset, int length) {
        this.text = text;
        this.start = offset;
        this.end = offset + length;
        this.at = offset;
    }

    /** The index in the text of the next byte to read. */
    public int at() {
        return at;
    }

    /** Moves back to an earlier {@link #at}, to read that part again. */
    public void seek(int position) {
        at = position;
    }

    /** Returns the index at which the value passed last begins; it ends at {@link #at}. */
    public int from() {
        return from;
    }

    /** Returns the depth of the value passed last: containers in each other, itself included; 0 for a scalar. */
    public int deepest() {
        return deepest;
    }

    /** Returns the bytes of insignificant white space inside the value passed last. */
    public int spaces() {
        return spaces;
    }

    /** Returns the first flaw since the last call, or null. */
    @Nullable
    public MalformedInputException takeFlaw() {
        MalformedInputException taken = flaw;
        flaw = null;
        return taken;
    }

    /** Skips white space and returns the next byte without passing it; -1 at the end. */
    public int peek() {
        int i = at;
        while (i < end && JsonGrammar.isSpace(text[i])) {
            i++;
        }
        spaces += i - at;
        at = i;
        return JsonGrammar.at(text, i, end);
    }

    /** Skips white space, and passes {@code wanted} if that is the next byte. */
    public boolean take(char wanted) {
        if (peek() != wanted) {
            return false;
        }
        at++;
        return true;
    }

    public void expect(char wanted, String where) throws MalformedInputException {
        if (!take(wanted)) {
            throw unexpected("'" + wanted + "' " + where);
        }
    }

    /** Passes the comma after a member or element, and returns true; or the closing bracket, and returns false. */
    public boolean more(char close) throws MalformedInputException {
        if (take(',')) {
            return true;
        }
        if (take(close)) {
            return false;
        }
        throw unexpected("',' or '" + close + "'");
    }

    /** Passes a member's name, quotes included, and the colon; the name begins at {@link #from}. Returns its end. */
    public int name() throws MalformedInputException {
        if (peek() != '"') {
            throw unexpected("a member name in quotes");
        }
        from = at;
        string();
        int nameEnd = at;
        expect(':', "after a member name");
        return nameEnd;
    }

    /** Refuses anything but white space in the rest of the text. */
    public void end() throws MalformedInputException {
        if (peek() >= 0) {
            throw unexpected("the end");
        }
    }

    /** Passes one value of any kind, and the white space before it. */
    public void value() throws MalformedInputException {
        peek();
        int first = at;
        spaces = 0;
        deepest = 0;
        boolean complete = begin();
        while (depth > 0) {
            complete = complete ? proceed() : begin();
        }
        from = first;
    }

    /** Passes a scalar or an empty container, and returns true; or a container up to its first value, and returns false. */
    private boolean begin() throws MalformedInputException {
        int c = peek();
        return switch (c) {
            case '{' -> {
                open(1);
                yield take('}') ? close() : memberFollows();
            }
            case '[' -> {
                open(0);
                yield take(']') && close();
            }
            case '"' -> string();
            case 't' -> literal(TRUE);
            case 'f' -> literal(FALSE);
            case 'n' -> literal(NULL);
            default -> number(c);
        };
    }

    /** Passes a comma, and a member's name after it, and returns false; or the end of the container, and returns true. */
    private boolean proceed() throws MalformedInputException {
        boolean object = (kinds & 1) != 0;
        return more(object ? '}' : ']') ? object && memberFollows() : close();
    }

    private boolean memberFollows() throws MalformedInputException {
        name();
        return false;
    }

    private void open(long kind) {
        at++;
        if ((depth & 63) == 0 && depth > 0) {
            int word = (depth >> 6) - 1;
            if (word == outer.length) {
                outer = Arrays.copyOf(outer, 2 * word + 1);
            }
            outer[word] = kinds;
        }
        kinds = kinds << 1 | kind;
        depth++;
        deepest = Math.max(deepest, depth);
    }

    private boolean close() {
        depth--;
        kinds >>>= 1;
        if ((depth & 63) == 0 && depth > 0) {
            kinds = outer[(depth >> 6) - 1];
        }
        return true;
    }

    private boolean literal(byte[] word) throws MalformedInputException {
        if (end - at < word.length || !Arrays.equals(text, at, at + word.length, word, 0, word.length)) {
            throw unexpected("a value");
        }
        at += word.length;
        return true;
    }

    private boolean number(int first) throws MalformedInputException {
        if (first != '-' && !JsonGrammar.isDigit(first)) {
            throw unexpected("a value");
        }
        int numberEnd = JsonGrammar.numberEnd(text, at, end);
        if (numberEnd < 0) {
            at = ~numberEnd;
            throw unexpected("a digit");
        }
        at = numberEnd;
        return true;
    }

    private boolean string() throws MalformedInputException {
        int i = at + 1;
        while (i < end) {
            int c = text[i];
            if (c == '"') {
                at = i + 1;
                return true;
            }
            if (c == '\\') {
                i = escape(i);
            } else if (c >= ' ') {
                i++;
            } else {
                i = c < 0 ? character(i) : control(i);
            }
        }
        throw new MalformedInputException(
                NOT_JSON, "not JSON: the string that begins at byte %d has no end".formatted(at - start));
    }

    private int control(int i) {
        flaw(NOT_JSON, i, "not JSON: control character 0x%02X must be escaped in a string".formatted(text[i]));
        return i + 1;
    }

    private int escape(int i) {
        int length = JsonGrammar.escapeLength(text, i, end);
        if (length > 0) {
            return i + length;
        }
        flaw(NOT_JSON, i, "not JSON: a backslash must begin \\uXXXX or another of JSON's escapes");
        // A bad escape is no escaped quote or backslash, which are legal, so the closing quote is still found.
        return i + 1;
    }

    private int character(int i) {
        int length = Utf8.lengthAt(text, i, end);
        if (length > 0) {
            return i + length;
        }
        flaw(BAD_UTF8, i, "not UTF-8: byte 0x%02X is out of place".formatted(text[i]));
        return i + 1;
    }

    private void flaw(Reason reason, int i, String message) {
        if (flaw == null) {
            flaw = new MalformedInputException(reason, message + " at byte " + (i - start));
        }
    }

    private MalformedInputException unexpected(String wanted) {
        String found;
        int c = JsonGrammar.at(text, at, end);
        if (c < 0) {
            found = "the end";
        } else if (c == 0xEF && at == start) {
            found = "a byte order mark";
        } else {
            found = c > ' ' && c < 0x7F ? "'" + (char) c + "'" : "byte 0x%02X".formatted(c);
        }
        return new MalformedInputException(
                NOT_JSON, "not JSON: expected %s at byte %d, found %s".formatted(wanted, at - start, found));
    }
}
