package hera.foundation.forward.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;

/** A writer of fields into a head that is about to be sent. */
public final class FieldWriter {
    private static final int CR_LF = '\r' << 8 | '\n';
    private static final int COLON_BLANK = ':' << 8 | ' ';

    private final ByteBuf head;

    /** @param head the buffer to write to */
    public FieldWriter(ByteBuf head) {
        this.head = head;
    }

    /**
     * Writes a field.
     *
     * @param value ISO 8859-1
     * @throws IllegalArgumentException if the value has a control character, which could end the field
     */
    public FieldWriter add(String name, String value) {
        head.writeCharSequence(name, ISO_8859_1);
        head.writeShort(COLON_BLANK);
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if ((c < ' ' && c != '\t') || c == 0x7F || c > 0xFF) {
                throw new IllegalArgumentException(
                        "The value of %s has a character at %d that no field may have".formatted(name, i));
            }
            head.writeByte(c);
        }
        head.writeShort(CR_LF);
        return this;
    }

    void copy(Fields fields, int field) {
        int start = fields.nameStart(field);
        head.writeBytes(fields.bytes(), start, fields.nameEnd(field) - start);
        head.writeShort(COLON_BLANK);
        start = fields.valueStart(field);
        head.writeBytes(fields.bytes(), start, fields.valueEnd(field) - start);
        head.writeShort(CR_LF);
    }

    /** Writes the trailers of a chunked body that may be passed on, and the end of the trailer section. */
    public void copyTrailers(Fields trailers, FieldFilter passes) {
        for (int field = 0; field < trailers.size(); field++) {
            if (trailers.kind(field) == FieldKind.OTHER && passes.passes(trailers, field)) {
                copy(trailers, field);
            }
        }
        end();
    }

    void end() {
        head.writeShort(CR_LF);
    }
}
