package hera.foundation.forward.message;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * An incremental parser of a message's head: a start line, fields, an empty line. It accepts bytes in pieces of any
 * size and fails at the first wrong one. After the head, {@link #line} and {@link #fields} are available until {@link
 * #reset}. Without a start line it reads a trailer section.
 */
public final class HeadReader {
    /*
     * RFC 9112, read strictly: lines end with CR LF and with nothing else; a field's name is a token right before its
     * colon; obsolete folding is an error; no control characters but tabs in values. One empty line is skipped before a
     * request, as old clients put one behind a body.
     */
    private static final int FIRST_BYTES = 512;
    private static final int MAX_REUSED_BYTES = 2048;

    /** Far above what programs send, and low enough that a linear search for a field stays cheap. */
    private static final int MAX_FIELDS = 256;

    private enum State {
        BEFORE_LINE,
        EMPTY_LINE_END,
        LINE,
        LINE_END,
        NAME_START,
        NAME,
        VALUE_START,
        VALUE,
        VALUE_END,
        END,
        DONE
    }

    private static final byte[] NO_BYTES = {};
    private static final int[] NO_BOUNDS = {};
    private static final FieldKind[] NO_KINDS = {};

    private final int maxBytes;
    private final boolean hasLine;
    private final int tooLongStatus;
    private final boolean reusesArrays;

    private State state;
    private byte[] bytes = NO_BYTES;
    private int length;
    private int lineStart;
    private int lineEnd;
    private int[] bounds = NO_BOUNDS;
    private FieldKind[] kinds = NO_KINDS;
    private int size;
    private boolean skippedEmptyLine;

    private HeadReader(int maxBytes, boolean hasLine, int tooLongStatus, boolean reusesArrays) {
        this.maxBytes = maxBytes;
        this.hasLine = hasLine;
        this.tooLongStatus = tooLongStatus;
        this.reusesArrays = reusesArrays;
        this.state = first();
    }

    /** Returns a reader of requests' heads. */
    public static HeadReader ofRequests(int maxBytes) {
        return new HeadReader(maxBytes, true, 431, false);
    }

    /** Returns a reader of answers' heads, of which each is valid only until the next {@link #reset}. */
    public static HeadReader ofAnswers(int maxBytes) {
        return new HeadReader(maxBytes, true, 431, true);
    }

    /** Returns a reader of trailer sections, which have no start line. */
    static HeadReader ofTrailers(int maxBytes) {
        return new HeadReader(maxBytes, false, 400, false);
    }

    /** Forgets what was read. */
    public void reset() {
        state = first();
        if (!reusesArrays || bytes.length > MAX_REUSED_BYTES) {
            bytes = NO_BYTES;
            bounds = NO_BOUNDS;
            kinds = NO_KINDS;
        }
        length = 0;
        lineEnd = 0;
        size = 0;
        skippedEmptyLine = false;
    }

    /** Returns whether a head has begun and is not complete. */
    public boolean isInside() {
        return state != first() && state != State.DONE;
    }

    /** Reads on; returns whether the head is complete now. Consumes no byte after it. */
    public boolean read(ByteBuf in) throws MalformedMessageException {
        while (in.isReadable()) {
            makeRoom(Math.min(in.readableBytes(), FIRST_BYTES));
            int more = Math.min(in.readableBytes(), bytes.length - length);
            in.getBytes(in.readerIndex(), bytes, length, more);
            int end = scan(length, length + more);
            in.skipBytes(end - length);
            length = end;
            if (state == State.DONE) {
                return true;
            }
        }
        return false;
    }

    int lineStart() {
        return lineStart;
    }

    int lineEnd() {
        return lineEnd;
    }

    byte[] bytes() {
        return bytes;
    }

    Fields fields() {
        return size == 0 ? Fields.NONE : new Fields(bytes, bounds, kinds, size);
    }

    private State first() {
        return hasLine ? State.BEFORE_LINE : State.NAME_START;
    }

    private void makeRoom(int wanted) throws MalformedMessageException {
        if (length == maxBytes) {
            throw tooLong();
        }
        if (bytes.length - length < wanted) {
            int enough = Math.max(Math.max(FIRST_BYTES, length + wanted), 2 * length);
            bytes = Arrays.copyOf(bytes, Math.min(maxBytes, enough));
        }
    }

    private MalformedMessageException tooLong() {
        boolean inLine = hasLine && lineEnd == 0;
        return new MalformedMessageException(
                inLine ? 414 : tooLongStatus,
                inLine
                        ? "The first line is longer than " + maxBytes + " bytes."
                        : "The fields make the head longer than " + maxBytes + " bytes.");
    }

    /** Returns the index after the last byte that belongs to the head. */
    private int scan(int from, int to) throws MalformedMessageException {
        int at = from;
        while (at < to && state != State.DONE) {
            at = switch (state) {
                case LINE -> line(at, to);
                case NAME -> name(at, to);
                case VALUE -> value(at, to);
                default -> single(at);
            };
        }
        return at;
    }

    private int single(int at) throws MalformedMessageException {
        byte b = bytes[at];
        switch (state) {
            case BEFORE_LINE -> beforeLine(at);
            case EMPTY_LINE_END -> {
                require(b == Octets.LF, "a bare carriage return before the first line");
                skippedEmptyLine = true;
                state = State.BEFORE_LINE;
            }
            case LINE_END -> {
                require(b == Octets.LF, "a bare carriage return in the first line");
                state = State.NAME_START;
            }
            case NAME_START -> nameStart(at);
            case VALUE_START -> valueStart(at);
            case VALUE_END -> {
                require(b == Octets.LF, "a bare carriage return in a field");
                state = State.NAME_START;
            }
            case END -> {
                require(b == Octets.LF, "a bare carriage return where the fields end");
                state = State.DONE;
                return at + 1;
            }
            default -> throw new IllegalStateException("No single byte is read in " + state);
        }
        return state == State.LINE || state == State.NAME || state == State.VALUE ? at : at + 1;
    }

    private void beforeLine(int at) throws MalformedMessageException {
        if (bytes[at] == Octets.CR && !skippedEmptyLine) {
            state = State.EMPTY_LINE_END;
        } else {
            lineStart = at;
            state = State.LINE;
        }
    }

    private void nameStart(int at) throws MalformedMessageException {
        byte b = bytes[at];
        if (b == Octets.CR) {
            state = State.END;
        } else {
            require(!Octets.isBlank(b), "a field that begins with a blank (obsolete folding)");
            startField(at);
            state = State.NAME;
        }
    }

    private void startField(int at) throws MalformedMessageException {
        if (size == MAX_FIELDS) {
            throw new MalformedMessageException(tooLongStatus, "There are more than " + MAX_FIELDS + " fields.");
        }
        if (bounds.length < 4 * (size + 1)) {
            bounds = Arrays.copyOf(bounds, Math.max(64, 2 * bounds.length));
            kinds = Arrays.copyOf(kinds, Math.max(16, 2 * kinds.length));
        }
        bounds[4 * size] = at;
    }

    private void valueStart(int at) {
        if (!Octets.isBlank(bytes[at])) {
            bounds[4 * size + 2] = at;
            state = State.VALUE;
        }
    }

    private int line(int from, int to) throws MalformedMessageException {
        for (int at = from; at < to; at++) {
            byte b = bytes[at];
            if (b == Octets.CR) {
                lineEnd = at;
                state = State.LINE_END;
                return at + 1;
            }
            require(Octets.isValue(b), "a control character in the first line");
        }
        return to;
    }

    private int name(int from, int to) throws MalformedMessageException {
        for (int at = from; at < to; at++) {
            byte b = bytes[at];
            if (b == ':') {
                int start = bounds[4 * size];
                require(at > start, "a field without a name");
                bounds[4 * size + 1] = at;
                kinds[size] = FieldKind.of(bytes, start, at);
                state = State.VALUE_START;
                return at + 1;
            }
            require(Octets.isToken(b), "a character that no field's name may have");
        }
        return to;
    }

    private int value(int from, int to) throws MalformedMessageException {
        for (int at = from; at < to; at++) {
            byte b = bytes[at];
            if (b == Octets.CR) {
                int end = at;
                while (end > bounds[4 * size + 2] && Octets.isBlank(bytes[end - 1])) {
                    end--;
                }
                bounds[4 * size + 3] = end;
                size++;
                state = State.VALUE_END;
                return at + 1;
            }
            require(Octets.isValue(b), "a control character in a field's value");
        }
        return to;
    }

    private static void require(boolean condition, String wrong) throws MalformedMessageException {
        if (!condition) {
            throw new MalformedMessageException(400, "The message is malformed: " + wrong + ".");
        }
    }
}
