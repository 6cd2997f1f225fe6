package hera.foundation.forward.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.List;
import java.util.function.Consumer;

/** A writer of forwarded heads: the received fields without the hop-by-hop ones, and with those that the route adds. */
public final class HeadWriter {
    private static final int ROOM = 256;
    private static final byte[] VERSION = " HTTP/1.1\r\n".getBytes(ISO_8859_1);
    private static final byte[] STATUS_LINE = "HTTP/1.1 ".getBytes(ISO_8859_1);
    private static final byte[] CHUNKED = "Transfer-Encoding: chunked\r\n".getBytes(ISO_8859_1);
    private static final byte[] CLOSE = "Connection: close\r\n".getBytes(ISO_8859_1);
    private static final byte[] KEEP_ALIVE = "Connection: keep-alive\r\n".getBytes(ISO_8859_1);

    /** The fate of a client's connection after an answer, as its Connection field states it. */
    public enum Persistence {
        SILENT,
        KEEP_ALIVE,
        CLOSE;

        /** Returns the persistence to state in the answer to the request. */
        public static Persistence of(RequestHead request, boolean close) {
            return close ? CLOSE : request.isHttp10() ? KEEP_ALIVE : SILENT;
        }
    }

    private HeadWriter() {}

    /**
     * Returns a request's head as it is forwarded; the caller releases it.
     *
     * @param authority the Host of a request that has none
     * @param pathPrefix the prefix of the target's path; empty for none
     * @param upgrades whether a request to upgrade the protocol is passed on
     * @param passes the end-to-end fields that are passed on
     * @param additions writes the added fields
     */
    public static ByteBuf request(
            ByteBufAllocator allocator,
            RequestHead request,
            String authority,
            String pathPrefix,
            boolean upgrades,
            FieldFilter passes,
            Consumer<FieldWriter> additions) {
        ByteBuf head = allocator.buffer(request.bytes().length + ROOM);
        try {
            writeRequestLine(head, request, pathPrefix);
            FieldWriter writer = new FieldWriter(head);
            Fields fields = request.fields();
            if (request.host() == null) {
                writer.add("Host", authority);
            }
            boolean expects = request.expectsContinue() && !request.isHttp10();
            for (int field = 0; field < fields.size(); field++) {
                boolean dropped = fields.kind(field) == FieldKind.CONTENT_LENGTH
                        || (fields.kind(field) == FieldKind.EXPECT && !expects);
                if (!dropped
                        && isEndToEnd(fields, field, request.namedByConnection())
                        && passes.passes(fields, field)) {
                    writer.copy(fields, field);
                }
            }
            writeFraming(head, writer, request.framing());
            writeRequestConnection(writer, request, upgrades);
            additions.accept(writer);
            writer.end();
            return head;
        } catch (Throwable e) {
            head.release();
            throw e;
        }
    }

    /**
     * Returns an answer's head as it is forwarded.
     *
     * @param framing how the body is sent to the client; the Content-Length of an answer without a body, as to HEAD,
     *     stays as it is
     */
    public static ByteBuf answer(
            ByteBufAllocator allocator,
            AnswerHead answer,
            Framing framing,
            Persistence persistence,
            FieldFilter passes,
            Consumer<FieldWriter> additions) {
        ByteBuf head = startAnswer(allocator, answer);
        try {
            FieldWriter writer = new FieldWriter(head);
            boolean lengthStays =
                    framing.kind() == Framing.Kind.NONE && answer.status() >= 200 && answer.status() != 204;
            copyAnswerFields(answer, writer, passes, lengthStays);
            writeFraming(head, writer, framing);
            switch (persistence) {
                case CLOSE -> head.writeBytes(CLOSE);
                case KEEP_ALIVE -> head.writeBytes(KEEP_ALIVE);
                case SILENT -> {}
            }
            additions.accept(writer);
            writer.end();
            return head;
        } catch (Throwable e) {
            head.release();
            throw e;
        }
    }

    /** Returns the head of an interim answer, which has no body and no Connection field. */
    public static ByteBuf interim(ByteBufAllocator allocator, AnswerHead answer, FieldFilter passes) {
        ByteBuf head = startAnswer(allocator, answer);
        FieldWriter writer = new FieldWriter(head);
        copyAnswerFields(answer, writer, passes, false);
        writer.end();
        return head;
    }

    /** Returns the head of a 101 answer, after which the connection speaks another protocol. */
    public static ByteBuf switching(
            ByteBufAllocator allocator, AnswerHead answer, FieldFilter passes, Consumer<FieldWriter> additions) {
        ByteBuf head = startAnswer(allocator, answer);
        FieldWriter writer = new FieldWriter(head);
        copyAnswerFields(answer, writer, passes, false);
        writeUpgrade(writer, answer.fields());
        writer.add("Connection", "Upgrade");
        additions.accept(writer);
        writer.end();
        return head;
    }

    /** Returns {@code 100 Continue}, which lets a client send its body. */
    public static ByteBuf goOn(ByteBufAllocator allocator) {
        ByteBuf head = allocator.buffer(ROOM);
        head.writeBytes(STATUS_LINE);
        head.writeCharSequence("100 Continue\r\n\r\n", ISO_8859_1);
        return head;
    }

    /**
     * Writes a request's line and end-to-end fields, without the framing of the body and the end of the head, for a
     * request that is stored and sent later.
     *
     * @param passes the end-to-end fields that are passed on
     */
    public static void lasting(ByteBuf to, RequestHead request, FieldFilter passes) {
        writeRequestLine(to, request, "");
        FieldWriter writer = new FieldWriter(to);
        Fields fields = request.fields();
        for (int field = 0; field < fields.size(); field++) {
            FieldKind kind = fields.kind(field);
            if (kind != FieldKind.CONTENT_LENGTH
                    && kind != FieldKind.EXPECT
                    && kind != FieldKind.TRAILER
                    && isEndToEnd(fields, field, request.namedByConnection())
                    && passes.passes(fields, field)) {
                writer.copy(fields, field);
            }
        }
    }

    /** Writes an answer's end-to-end fields, without the framing of the body. */
    public static void lasting(ByteBuf to, AnswerHead answer, FieldFilter passes) {
        copyAnswerFields(answer, new FieldWriter(to), passes, false);
    }

    /** Returns a complete answer of the proxy itself. */
    public static ByteBuf local(
            ByteBufAllocator allocator, LocalAnswer answer, boolean withBody, Persistence persistence) {
        ByteBuf message = allocator.buffer(ROOM + answer.body().length);
        message.writeBytes(STATUS_LINE);
        message.writeCharSequence(answer.status() + " " + Reasons.of(answer.status()) + "\r\n", ISO_8859_1);
        FieldWriter writer = new FieldWriter(message);
        answer.fields().forEach(field -> writer.add(field.name(), field.value()));
        if (answer.status() != 204 && answer.status() != 304) {
            writer.add("Content-Length", Long.toString(answer.length()));
        }
        if (persistence != Persistence.SILENT) {
            message.writeBytes(persistence == Persistence.CLOSE ? CLOSE : KEEP_ALIVE);
        }
        writer.end();
        if (withBody) {
            message.writeBytes(answer.body());
        }
        return message;
    }

    private static void writeRequestLine(ByteBuf head, RequestHead request, String pathPrefix) {
        RequestLine line = request.line();
        byte[] bytes = request.bytes();
        head.writeCharSequence(request.method(), ISO_8859_1);
        head.writeByte(' ');
        boolean hasPath = line.pathStart() == line.targetEnd() || bytes[line.pathStart()] != '*';
        int path = hasPath ? line.pathStart() : line.targetStart();
        head.writeBytes(bytes, line.targetStart(), path - line.targetStart());
        if (hasPath) {
            head.writeCharSequence(pathPrefix, ISO_8859_1);
        }
        head.writeBytes(bytes, path, line.targetEnd() - path);
        head.writeBytes(VERSION);
    }

    private static ByteBuf startAnswer(ByteBufAllocator allocator, AnswerHead answer) {
        ByteBuf head = allocator.buffer(answer.bytes().length + ROOM);
        head.writeBytes(STATUS_LINE);
        head.writeCharSequence(Integer.toString(answer.status()), ISO_8859_1);
        head.writeByte(' ');
        head.writeBytes(answer.bytes(), answer.reasonStart(), answer.end() - answer.reasonStart());
        head.writeByte('\r');
        head.writeByte('\n');
        return head;
    }

    private static void copyAnswerFields(
            AnswerHead answer, FieldWriter writer, FieldFilter passes, boolean lengthStays) {
        Fields fields = answer.fields();
        for (int field = 0; field < fields.size(); field++) {
            boolean dropped = fields.kind(field) == FieldKind.CONTENT_LENGTH && !lengthStays;
            if (!dropped && isEndToEnd(fields, field, answer.namedByConnection()) && passes.passes(fields, field)) {
                writer.copy(fields, field);
            }
        }
    }

    private static boolean isEndToEnd(Fields fields, int field, List<String> named) {
        FieldKind kind = fields.kind(field);
        return !kind.endsAtHop()
                && (named.isEmpty() || kind.outranksConnection() || !named.contains(fields.lowerName(field)));
    }

    private static void writeFraming(ByteBuf head, FieldWriter writer, Framing framing) {
        if (framing.kind() == Framing.Kind.LENGTH) {
            writer.add("Content-Length", Long.toString(framing.length()));
        } else if (framing.kind() == Framing.Kind.CHUNKED) {
            head.writeBytes(CHUNKED);
        }
    }

    private static void writeRequestConnection(FieldWriter writer, RequestHead request, boolean upgrades) {
        boolean trailers = request.takesTrailers();
        if (trailers) {
            writer.add("TE", "trailers");
        }
        if (upgrades && request.wantsUpgrade()) {
            writeUpgrade(writer, request.fields());
            writer.add("Connection", trailers ? "TE, Upgrade" : "Upgrade");
        } else if (trailers) {
            writer.add("Connection", "TE");
        }
    }

    private static void writeUpgrade(FieldWriter writer, Fields fields) {
        int field = fields.find(FieldKind.UPGRADE, 0);
        while (field >= 0) {
            writer.copy(fields, field);
            field = fields.find(FieldKind.UPGRADE, field + 1);
        }
    }
}
