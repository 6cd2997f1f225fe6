package hera.foundation.forward.message;

import java.util.List;

/** The rules for the framing of a body (RFC 9112, 6.3), without the lenient ones. */
final class MessageFraming {
    private static final int MAX_DIGITS = 18;
    private static final long NONE = -1;

    private MessageFraming() {}

    static Framing ofRequest(Fields fields, int minorVersion) throws MalformedMessageException {
        if (fields.find(FieldKind.TRANSFER_ENCODING, 0) >= 0) {
            if (minorVersion == 0) {
                throw malformed("HTTP/1.0 has no Transfer-Encoding");
            }
            return chunked(fields);
        }
        long length = contentLength(fields);
        return length == NONE ? Framing.NONE : Framing.length(length);
    }

    /** @param toHead whether the request's method was HEAD */
    static Framing ofAnswer(Fields fields, int status, boolean toHead) throws MalformedMessageException {
        if (status < 200 || status == 204) {
            return Framing.NONE;
        }
        boolean encoded = fields.find(FieldKind.TRANSFER_ENCODING, 0) >= 0;
        Framing framing = encoded ? chunked(fields) : ofLength(contentLength(fields));
        return toHead || status == 304 ? Framing.NONE : framing;
    }

    private static Framing ofLength(long length) {
        return length == NONE ? Framing.UNTIL_CLOSE : Framing.length(length);
    }

    private static Framing chunked(Fields fields) throws MalformedMessageException {
        if (fields.find(FieldKind.CONTENT_LENGTH, 0) >= 0) {
            throw malformed("it has both Transfer-Encoding and Content-Length");
        }
        int field = fields.find(FieldKind.TRANSFER_ENCODING, 0);
        boolean single = fields.find(FieldKind.TRANSFER_ENCODING, field + 1) < 0;
        if (single && Octets.spells(fields.bytes(), fields.valueStart(field), fields.valueEnd(field), "chunked")) {
            return Framing.CHUNKED;
        }
        List<String> codings = ConnectionOptions.listed(fields, FieldKind.TRANSFER_ENCODING);
        if (codings.stream().allMatch(coding -> coding.equals("chunked"))) {
            throw malformed("its Transfer-Encoding is empty, a list, or given twice");
        }
        throw new MalformedMessageException(501, "The only transfer coding that is known here is chunked.");
    }

    /** Returns the length that all Content-Length fields agree on; {@link #NONE} without one. */
    private static long contentLength(Fields fields) throws MalformedMessageException {
        long length = NONE;
        for (int field = fields.find(FieldKind.CONTENT_LENGTH, 0);
                field >= 0;
                field = fields.find(FieldKind.CONTENT_LENGTH, field + 1)) {
            long other = number(fields.bytes(), fields.valueStart(field), fields.valueEnd(field));
            if (length != NONE && other != length) {
                throw malformed("its Content-Length is given twice and differs");
            }
            length = other;
        }
        return length;
    }

    private static long number(byte[] bytes, int from, int to) throws MalformedMessageException {
        if (from == to || to - from > MAX_DIGITS) {
            throw malformed("its Content-Length is no number of at most " + MAX_DIGITS + " digits");
        }
        long number = 0;
        for (int at = from; at < to; at++) {
            if (!Octets.isDigit(bytes[at])) {
                throw malformed("its Content-Length is no number of at most " + MAX_DIGITS + " digits");
            }
            number = 10 * number + bytes[at] - '0';
        }
        return number;
    }

    private static MalformedMessageException malformed(String wrong) {
        return new MalformedMessageException(400, "The message's length is unclear: " + wrong + ".");
    }
}
