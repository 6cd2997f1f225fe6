package hera.foundation.server;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.catalina.connector.InputBuffer;
import org.apache.catalina.connector.Request;
import org.apache.coyote.ActionCode;
import org.apache.coyote.http11.Http11InputBuffer;
import org.apache.coyote.http11.InputFilter;
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
 * and it keeps a short copy of its head. Tomcat allocates new ones for the next request on the connection.
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
}
