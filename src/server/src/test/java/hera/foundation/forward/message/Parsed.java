package hera.foundation.forward.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * The result of the readers under test for some bytes.
 *
 * @param status 200 for a whole request, 0 for one that needs more bytes, else that of the refusal
 * @param consumed bytes taken, of a whole request
 * @param seen method and target of a whole request
 * @param body its content
 */
record Parsed(int status, int consumed, String seen, String body) {
    /** Feeds the bytes in pieces that end at the given places, in ascending order. */
    static Parsed of(byte[] bytes, int... ends) {
        HeadReader heads = HeadReader.ofRequests(RawRequests.MAX_HEAD);
        RequestHead head = null;
        BodyReader reader = null;
        StringBuilder body = new StringBuilder();
        int from = 0;
        try {
            for (int i = 0; i <= ends.length; i++) {
                int to = i < ends.length ? ends[i] : bytes.length;
                ByteBuf piece = Unpooled.wrappedBuffer(bytes, from, to - from);
                if (head == null && heads.read(piece)) {
                    head = RequestHead.of(heads);
                    reader = new BodyReader(head.framing(), RawRequests.MAX_HEAD);
                }
                if (head != null && reader != null) {
                    drain(reader, piece, body);
                    if (reader.hasEnded()) {
                        String seen = head.method() + " " + head.target();
                        return new Parsed(200, from + piece.readerIndex(), seen, body.toString());
                    }
                }
                from = to;
            }
        } catch (MalformedMessageException e) {
            return new Parsed(e.status(), 0, "", "");
        }
        return new Parsed(0, 0, "", "");
    }

    private static void drain(BodyReader reader, ByteBuf piece, StringBuilder body) throws MalformedMessageException {
        for (ByteBuf content = reader.next(piece); content != null; content = reader.next(piece)) {
            body.append(content.toString(ISO_8859_1));
        }
    }
}
