package hera.foundation.server;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.catalina.connector.InputBuffer;
import org.apache.catalina.connector.Request;
import org.apache.coyote.ActionCode;
import org.apache.coyote.BadRequestException;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.coyote.http11.Http11InputBuffer;
import org.apache.coyote.http11.InputFilter;
import org.apache.coyote.http11.filters.ChunkedInputFilter;
import org.apache.tomcat.util.buf.ByteChunk;
import org.apache.tomcat.util.buf.MessageBytes;
import org.apache.tomcat.util.http.MimeHeaders;
import org.apache.tomcat.util.net.ApplicationBufferHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The release of a waiting request's read buffers. Tomcat keeps them until the request has ended: one as large as the
 * largest head, and one for characters. A request that waits for its response has been read, so both are released here,
 * and it keeps a short copy of its head. Tomcat allocates new ones for the next request on the connection. The buffer for
 * the trailers of a body in chunks, which Tomcat allocates with each connection, comes with the first trailer and goes
 * with the last, see {@link Trailers}.
 *
 * <p>Some of Tomcat's members are found by name. If one is missing, waiting requests cost more memory, nothing else, and
 * {@code WaitingBuffersTest} fails.
 */
final class WaitingBuffers {
    private static final Logger log = LoggerFactory.getLogger(WaitingBuffers.class);
    private static final ByteBuffer NO_BYTES = ByteBuffer.allocate(0);

    /** The size of the buffer for characters, which is used only if a body is read as characters. */
    private static final int LEAST_CHARACTERS = 16;

    private static final @Nullable Members MEMBERS = Members.find();

    private WaitingBuffers() {}

    /** Tomcat's members that are not public. */
    private record Members(
            VarHandle inputOfRequest,
            VarHandle bytesOfInput,
            VarHandle charactersOfInput,
            MethodHandle filters,
            VarHandle headers,
            MethodHandle headerName,
            MethodHandle headerValue) {
        static @Nullable Members find() {
            try {
                MethodHandles.Lookup input = in(InputBuffer.class);
                MethodHandles.Lookup headers = in(MimeHeaders.class);
                Class<?> header = headers.findClass(MimeHeaders.class.getPackageName() + ".MimeHeaderField");
                MethodType part = MethodType.methodType(MessageBytes.class);
                return new Members(
                        in(Request.class).findVarHandle(Request.class, "inputBuffer", InputBuffer.class),
                        input.findVarHandle(InputBuffer.class, "bb", ByteBuffer.class),
                        input.findVarHandle(InputBuffer.class, "cb", CharBuffer.class),
                        in(Http11InputBuffer.class)
                                .findVirtual(
                                        Http11InputBuffer.class,
                                        "getFilters",
                                        MethodType.methodType(InputFilter[].class)),
                        headers.findVarHandle(MimeHeaders.class, "headers", header.arrayType()),
                        headers.findVirtual(header, "getName", part),
                        headers.findVirtual(header, "getValue", part));
            } catch (ReflectiveOperationException e) {
                log.warn("event=waiting-requests-keep-buffers error=\"{}\"", e.toString());
                return null;
            }
        }

        private static MethodHandles.Lookup in(Class<?> type) throws IllegalAccessException {
            return MethodHandles.privateLookupIn(type, MethodHandles.lookup());
        }
    }

    /** Returns whether Tomcat has the members that are needed. */
    static boolean areFound() {
        return MEMBERS != null;
    }

    /**
     * Releases the buffers of a waiting request, unless the request is not read completely, or more than it was read;
     * called on its thread.
     */
    static void letGo(Request request) {
        Members members = MEMBERS;
        org.apache.coyote.Request received = request.getCoyoteRequest();
        if (members == null
                || !(received.getInputBuffer() instanceof Http11InputBuffer source)
                || source.getByteBuffer().hasRemaining()
                || !isReadToItsEnd(received)) {
            return;
        }
        try {
            InputBuffer input = (InputBuffer) members.inputOfRequest.get(request);
            members.bytesOfInput.set(input, NO_BYTES.duplicate());
            members.charactersOfInput.set(
                    input, CharBuffer.allocate(LEAST_CHARACTERS).limit(0));
            for (InputFilter filter : (InputFilter[]) members.filters.invokeExact(source)) {
                if (filter instanceof ApplicationBufferHandler reader) {
                    reader.setByteBuffer(NO_BYTES.duplicate());
                }
            }
            copyHead(members, received, source.getByteBuffer());
        } catch (Throwable e) { // a method handle is declared to throw anything; these getters throw nothing
            throw new IllegalStateException(e);
        }
        source.setByteBuffer(NO_BYTES.duplicate());
    }

    private static boolean isReadToItsEnd(org.apache.coyote.Request received) {
        AtomicBoolean whole = new AtomicBoolean();
        received.action(ActionCode.REQUEST_BODY_FULLY_READ, whole);
        return whole.get() && received.getHeader("Transfer-Encoding") == null;
    }

    /** Has the trailers of all bodies on a connection read by {@link Trailers} instead of Tomcat's own reader. */
    static void readTrailers(org.apache.coyote.Request received, AbstractHttp11Protocol<?> protocol) {
        if (MEMBERS == null || !(received.getInputBuffer() instanceof Http11InputBuffer source)) {
            return;
        }
        try {
            InputFilter[] filters = (InputFilter[]) MEMBERS.filters.invokeExact(source);
            for (int i = 0; i < filters.length; i++) {
                if (filters[i] instanceof ChunkedInputFilter) {
                    filters[i] = new Trailers(received, protocol.getMaxExtensionSize(), protocol.getMaxSwallowSize());
                }
            }
        } catch (Throwable e) { // a method handle is declared to throw anything; this getter throws nothing
            throw new IllegalStateException(e);
        }
    }

    /** Makes all references to the head's bytes refer to a copy. */
    @SuppressWarnings("ByteBufferBackingArray") // allocated by Tomcat, so its bytes begin at the array's start
    private static void copyHead(Members members, org.apache.coyote.Request received, ByteBuffer buffer)
            throws Throwable {
        byte[] whole = buffer.array();
        byte[] head = Arrays.copyOf(whole, buffer.position());
        move(received.requestURI(), whole, head);
        move(received.queryString(), whole, head);
        move(received.protocol(), whole, head);
        for (Object header : (Object[]) members.headers.get(received.getMimeHeaders())) {
            if (header != null) { // the fields behind the last one belong to earlier requests
                move((MessageBytes) members.headerName.invoke(header), whole, head);
                move((MessageBytes) members.headerValue.invoke(header), whole, head);
            }
        }
    }

    private static void move(MessageBytes part, byte[] whole, byte[] head) {
        ByteChunk bytes = part.getByteChunk();
        if (part.getType() != MessageBytes.T_BYTES) {
            bytes.setBytes(head, 0, 0); // it is converted to a string already, or belongs to an earlier request
        } else if (bytes.getBytes() == whole) {
            bytes.setBytes(head, bytes.getStart(), bytes.getLength());
        }
    }

    /**
     * Tomcat's reader of a body in chunks, with a buffer for trailers that exists while there are any. A body without
     * trailers ends with an empty line, for which there is room from the start. All trailers are dropped.
     *
     * <p>Tomcat's parser of head fields reads them from the buffer, and asks for more when it has read all of it. It gets a
     * line at a time, so that nothing behind the last one, which is the next request, is ever in there.
     */
    static final class Trailers extends ChunkedInputFilter {
        /** The most bytes that the trailers of a body may have, with the empty line at their end. */
        static final int MOST_BYTES = 8 << 10;

        /** The most lines, without the empty one; Tomcat keeps half a KiB for each field. As many as a head may have. */
        static final int MOST_LINES = 100;

        private static final int EMPTY_LINE_BYTES = 2;
        private static final byte[] NOTHING = {};

        private final MimeHeaders fields;
        private ByteBuffer lines = trailingHeaders;
        private int count;

        Trailers(org.apache.coyote.Request request, int maxExtensionBytes, int maxSwallowBytes) {
            super(request, EMPTY_LINE_BYTES, Set.of(), maxExtensionBytes, maxSwallowBytes);
            fields = request.getMimeTrailerFields();
        }

        @Override
        public ByteBuffer getHeaderByteBuffer() {
            return lines;
        }

        /** {@inheritDoc} Called with a buffer that has been read to its limit. */
        @Override
        public boolean fillHeaderBuffer() throws IOException {
            if (!readChunk.hasRemaining()) {
                int read = readBytes();
                if (read < 0) {
                    throw new BadRequestException("the body ends before its trailers do");
                }
                if (read == 0) {
                    return false;
                }
            }
            int from = lines.limit();
            if (from == lines.capacity()) {
                makeRoom();
            }
            int length = lineLength(Math.min(readChunk.remaining(), lines.capacity() - from));
            if (readChunk.get(readChunk.position() + length - 1) == '\n' && ++count > MOST_LINES + 1) {
                throw new BadRequestException("a body has at most " + MOST_LINES + " lines of trailers");
            }
            lines.limit(from + length);
            lines.put(from, readChunk, readChunk.position(), length);
            readChunk.position(readChunk.position() + length);
            return true;
        }

        private void makeRoom() throws BadRequestException {
            if (lines.capacity() == MOST_BYTES) {
                throw new BadRequestException("the trailers of a body have at most " + MOST_BYTES + " bytes");
            }
            ByteBuffer all = ByteBuffer.allocate(MOST_BYTES);
            lines.rewind();
            lines = all.put(lines).limit(all.position());
        }

        /** Returns the number of bytes to the end of the line, if that is among so many, or else that many. */
        private int lineLength(int most) {
            for (int i = 0; i < most; i++) {
                if (readChunk.get(readChunk.position() + i) == '\n') {
                    return i + 1;
                }
            }
            return most;
        }

        @Override
        public int doRead(ApplicationBufferHandler handler) throws IOException {
            int read = super.doRead(handler);
            if (read < 0) {
                drop();
            }
            return read;
        }

        @Override
        public void recycle() {
            super.recycle();
            drop();
        }

        /** Lets go of the buffer, to which the fields refer that Tomcat keeps for the next request. */
        private void drop() {
            count = 0;
            if (lines.capacity() == EMPTY_LINE_BYTES) {
                return;
            }
            lines = trailingHeaders;
            fields.recycle();
            fields.setLimit(MimeHeaders.DEFAULT_HEADER_SIZE); // if there were more, all are gone
            fields.setLimit(-1);
            for (int i = 0; i < MimeHeaders.DEFAULT_HEADER_SIZE; i++) {
                fields.addValue(NOTHING, 0, 0).setBytes(NOTHING, 0, 0);
            }
            fields.recycle();
        }
    }
}
