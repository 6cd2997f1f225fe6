package hera.foundation.forward.message;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * An incremental reader of one body, by its framing. It returns the content in pieces as they arrive, without copying,
 * and checks the chunk lines and trailers of a chunked body strictly (RFC 9112, 7.1).
 */
public final class BodyReader {
    private static final int MAX_SIZE_DIGITS = 15;
    private static final int MAX_EXTENSION = 1024;

    private enum State {
        SIZE,
        EXTENSION,
        SIZE_END,
        DATA,
        DATA_CR,
        DATA_LF,
        TRAILERS,
        UNTIL_CLOSE,
        ENDED
    }

    private final boolean chunked;
    private final int maxTrailers;

    private State state;
    private long remaining;
    private long received;
    private int digits;
    private int extension;
    private @Nullable HeadReader trailers;

    public BodyReader(Framing framing, int maxTrailers) {
        this.maxTrailers = maxTrailers;
        chunked = framing.kind() == Framing.Kind.CHUNKED;
        remaining = framing.length();
        state = switch (framing.kind()) {
            case NONE -> State.ENDED;
            case LENGTH -> remaining == 0 ? State.ENDED : State.DATA;
            case CHUNKED -> State.SIZE;
            case UNTIL_CLOSE -> State.UNTIL_CLOSE;
        };
    }

    public boolean hasEnded() {
        return state == State.ENDED;
    }

    /** Returns whether the body ends regularly if the connection closes now. */
    public boolean endsWithConnection() {
        return state == State.UNTIL_CLOSE || state == State.ENDED;
    }

    /** Returns how many bytes of content have been read. */
    public long received() {
        return received;
    }

    /** Returns a chunked body's trailers, once it has ended. */
    public Fields trailers() {
        return trailers == null ? Fields.NONE : trailers.fields();
    }

    /** Returns the next piece of content, a slice that the caller must release; null when more bytes are needed. */
    public @Nullable ByteBuf next(ByteBuf in) throws MalformedMessageException {
        while (in.isReadable() && state != State.ENDED) {
            switch (state) {
                case DATA -> {
                    return data(in);
                }
                case UNTIL_CLOSE -> {
                    return in.readRetainedSlice(in.readableBytes());
                }
                case TRAILERS -> readTrailers(in);
                default -> framingByte(in.readByte());
            }
        }
        return null;
    }

    private ByteBuf data(ByteBuf in) {
        int length = (int) Math.min(remaining, in.readableBytes());
        remaining -= length;
        received += length;
        if (remaining == 0) {
            state = chunked ? State.DATA_CR : State.ENDED;
        }
        return in.readRetainedSlice(length);
    }

    private void readTrailers(ByteBuf in) throws MalformedMessageException {
        HeadReader reader = trailers;
        if (reader == null) {
            reader = HeadReader.ofTrailers(maxTrailers);
            trailers = reader;
        }
        if (reader.read(in)) {
            state = State.ENDED;
        }
    }

    private void framingByte(byte b) throws MalformedMessageException {
        switch (state) {
            case SIZE -> size(b);
            case EXTENSION -> extension(b);
            case SIZE_END -> {
                require(b == Octets.LF);
                digits = 0;
                extension = 0;
                state = remaining == 0 ? State.TRAILERS : State.DATA;
            }
            case DATA_CR -> {
                require(b == Octets.CR);
                state = State.DATA_LF;
            }
            case DATA_LF -> {
                require(b == Octets.LF);
                state = State.SIZE;
            }
            default -> throw new IllegalStateException("No framing is read in " + state);
        }
    }

    private void size(byte b) throws MalformedMessageException {
        int digit = Octets.hex(b);
        if (digit >= 0) {
            digits++;
            require(digits <= MAX_SIZE_DIGITS);
            remaining = digits == 1 ? digit : 16 * remaining + digit;
            return;
        }
        require(digits > 0);
        if (b == Octets.CR) {
            state = State.SIZE_END;
        } else {
            require(b == ';');
            state = State.EXTENSION;
        }
    }

    private void extension(byte b) throws MalformedMessageException {
        if (b == Octets.CR) {
            state = State.SIZE_END;
        } else {
            extension++;
            require(Octets.isValue(b) && extension <= MAX_EXTENSION);
        }
    }

    private static void require(boolean condition) throws MalformedMessageException {
        if (!condition) {
            throw new MalformedMessageException(400, "The chunked body is malformed.");
        }
    }
}
