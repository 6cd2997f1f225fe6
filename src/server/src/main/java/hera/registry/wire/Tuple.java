package hera.registry.wire;

import static hera.foundation.json.MalformedInputException.Reason.BAD_SHAPE;

import hera.foundation.json.JsonGrammar;
import hera.foundation.json.JsonScanner;
import hera.foundation.json.JsonText;
import hera.foundation.json.MalformedInputException;
import hera.registry.replica.Delta;

/** The members of one tuple of a page, as indices into its text; reused for the next tuple. */
final class Tuple {
    private static final int MOST_MEMBERS = 5;

    private final byte[] page;
    private final JsonScanner json;
    private final PageFormat form;
    private final int[] from = new int[MOST_MEMBERS];
    private final int[] to = new int[MOST_MEMBERS];
    private final int[] spaces = new int[MOST_MEMBERS];
    private final int[] deepest = new int[MOST_MEMBERS];
    private int members;

    Tuple(byte[] page, JsonScanner json, PageFormat form) {
        this.page = page;
        this.json = json;
        this.form = form;
    }

    /** The kind of a tuple, recognised by its members; the number is the index of its timestamp. */
    enum Kind {
        PUT(3),
        DELETION(3),
        TOUCH(2);

        final int timestamp;

        Kind(int timestamp) {
            this.timestamp = timestamp;
        }
    }

    int from(int member) {
        return from[member];
    }

    int to(int member) {
        return to[member];
    }

    int spaces(int member) {
        return spaces[member];
    }

    int deepest(int member) {
        return deepest[member];
    }

    /** Skips the next value of the page, of any kind, and records the positions of its members if it is an array. */
    void scan() throws MalformedInputException {
        members = 0;
        if (!json.take('[')) {
            json.value();
            return;
        }
        if (json.take(']')) {
            return;
        }
        do {
            json.value();
            if (members < MOST_MEMBERS) {
                from[members] = json.from();
                to[members] = json.at();
                spaces[members] = json.spaces();
                deepest[members] = json.deepest();
            }
            members++;
        } while (json.more(']'));
    }

    /** @throws MalformedInputException BAD_SHAPE */
    Kind kind() throws MalformedInputException {
        if (members < 4 || members > MOST_MEMBERS) {
            String found = members == 0 ? "none" : Integer.toString(members);
            throw new MalformedInputException(BAD_SHAPE, "it must be an array with 4 or 5 members, and has " + found);
        }
        byte third = page[from[2]];
        boolean number = third == '-' || JsonGrammar.isDigit(third);
        boolean meta = page[from[members - 1]] == '{';
        Kind kind = form == PageFormat.RICH && number
                ? Kind.TOUCH
                : form == PageFormat.RICH && third == 'n' ? Kind.DELETION : Kind.PUT;
        boolean sound = switch (kind) {
            case TOUCH -> members == 4 && meta;
            case DELETION -> members == 5 && meta;
            case PUT -> members == 4 || meta;
        };
        if (!sound) {
            throw new MalformedInputException(BAD_SHAPE, "its members are none of an entry, a touch or a deletion");
        }
        return kind;
    }

    /** Returns the string at that index. */
    String string(int member, String what) throws MalformedInputException {
        if (page[from[member]] != '"') {
            throw new MalformedInputException(BAD_SHAPE, what + " must be a string");
        }
        return JsonText.unquote(page, from[member], to[member]);
    }

    /** Reads the object after the timestamp; the plain form has none, and it is optional in an entry. */
    Meta meta() throws MalformedInputException {
        int last = members - 1;
        return form == PageFormat.PLAIN || page[from[last]] != '{' ? Meta.NONE : meta(from[last]);
    }

    private Meta meta(int position) throws MalformedInputException {
        int after = json.at();
        json.seek(position);
        try {
            return members();
        } finally {
            json.seek(after);
        }
    }

    private Meta members() throws MalformedInputException {
        Meta meta = Meta.NONE;
        json.expect('{', "to begin an object");
        if (json.take('}')) {
            return meta;
        }
        do {
            int nameEnd = json.name();
            String name = JsonText.unquote(page, json.from(), nameEnd);
            json.value();
            meta = meta.with(name, JsonText.unsigned(page, json.from(), json.at()));
        } while (json.more('}'));
        return meta;
    }

    /**
     * The sender's metadata of a write.
     *
     * @param ttlMillis milliseconds, or {@link Delta#NO_TTL}
     * @param after the end of the sender's gap before it, or {@link #NO_GAP}
     */
    record Meta(long ageMillis, int ttlMillis, long since, long after) {
        static final long NO_GAP = -1;
        static final Meta NONE = new Meta(Delta.UNKNOWN_AGE, Delta.NO_TTL, Delta.UNKNOWN_SINCE, NO_GAP);

        // The greatest integer that every JSON reader can represent (RFC 7493); sums of ages and timestamps cannot
        // overflow.
        private static final long MAX_INTEGER = (1L << 53) - 1;

        Meta with(String name, long value) throws MalformedInputException {
            return switch (name) {
                case "age" ->
                    new Meta(checked(name, value, MalformedInputException.Reason.BAD_AGE), ttlMillis, since, after);
                case "ttl" -> new Meta(ageMillis, Ttl.checkMillis(value), since, after);
                case "since" ->
                    new Meta(
                            ageMillis,
                            ttlMillis,
                            checked(name, value, MalformedInputException.Reason.BAD_TIMESTAMP),
                            after);
                case "after" ->
                    new Meta(
                            ageMillis,
                            ttlMillis,
                            since,
                            checked(name, value, MalformedInputException.Reason.BAD_TIMESTAMP));
                default -> this;
            };
        }

        private static long checked(String name, long value, MalformedInputException.Reason reason)
                throws MalformedInputException {
            if (value < 0 || value > MAX_INTEGER) {
                throw new MalformedInputException(reason, name + " must be an integer from 0 to 2^53-1");
            }
            return value;
        }
    }
}
