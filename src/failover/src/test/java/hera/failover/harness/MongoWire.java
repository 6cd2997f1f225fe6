package hera.failover.harness;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A reader of MongoDB's protocol (OP_MSG, BSON) that shares no code with the driver. */
public final class MongoWire implements AutoCloseable {
    private static final int OP_MSG = 2013;

    /** Length, request, response to, operation, flags, kind of section. */
    private static final int BEFORE_THE_DOCUMENT = 21;

    private final Socket socket;

    /** Connects to a server of this host. */
    public MongoWire(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(20_000);
    }

    /** Returns all documents of a collection, their fields as {@code type:value}, in their order. */
    public List<Map<String, String>> all(String database, String collection) throws IOException {
        ByteArrayOutputStream fields = new ByteArrayOutputStream();
        text(fields, "find", collection);
        text(fields, "$db", database);
        byte[] document = fields.toByteArray();
        ByteBuffer request = little(ByteBuffer.allocate(BEFORE_THE_DOCUMENT + document.length + 5));
        request.putInt(request.capacity())
                .putInt(1)
                .putInt(0)
                .putInt(OP_MSG)
                .putInt(0)
                .put((byte) 0);
        request.putInt(document.length + 5).put(document).put((byte) 0);
        socket.getOutputStream().write(request.array());
        return documents(answer());
    }

    private ByteBuffer answer() throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        int length = Integer.reverseBytes(in.readInt());
        byte[] rest = new byte[length - 4];
        in.readFully(rest);
        return little(ByteBuffer.wrap(rest).position(BEFORE_THE_DOCUMENT - 4).slice());
    }

    private static ByteBuffer little(ByteBuffer buffer) {
        return buffer.order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void text(ByteArrayOutputStream to, String name, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        to.write(2);
        to.writeBytes((name + "\0").getBytes(StandardCharsets.UTF_8));
        to.writeBytes(little(ByteBuffer.allocate(4)).putInt(bytes.length + 1).array());
        to.writeBytes(bytes);
        to.write(0);
    }

    /** Reads the batch of {@code {cursor: {firstBatch: [...]}, ok: 1}}. */
    private static List<Map<String, String>> documents(ByteBuffer reply) {
        List<Map<String, String>> found = new ArrayList<>();
        fields(
                reply,
                (name, value) -> name.equals("cursor"),
                cursor -> fields(
                        cursor,
                        (name, value) -> name.equals("firstBatch"),
                        batch -> fields(batch, (name, value) -> true, document -> found.add(flat(document)))));
        return found;
    }

    private static Map<String, String> flat(ByteBuffer document) {
        Map<String, String> flat = new LinkedHashMap<>();
        fields(
                document,
                (name, value) -> {
                    flat.put(name, value);
                    return false;
                },
                inner -> {});
        return flat;
    }

    /** What becomes of a field; for a document or an array, whether it is to be read. */
    private interface Field {
        boolean read(String name, String value);
    }

    private interface Inner {
        void read(ByteBuffer document);
    }

    private static void fields(ByteBuffer document, Field field, Inner inner) {
        int end = document.position() + document.getInt() - 1;
        while (document.position() < end) {
            byte type = document.get();
            String name = name(document);
            if (type == 3 || type == 4) {
                int length = document.getInt(document.position());
                ByteBuffer within = little(document.slice(document.position(), length));
                if (field.read(name, type == 3 ? "document" : "array")) {
                    inner.read(within);
                }
                document.position(document.position() + length);
            } else {
                field.read(name, value(type, document));
            }
        }
        document.get();
    }

    private static String value(byte type, ByteBuffer from) {
        return switch (type) {
            case 1 -> "double:" + from.getDouble();
            case 2 -> "text:" + string(from, from.getInt() - 1);
            case 5 -> "binary:" + binary(from);
            case 7 -> "id:" + bytes(from, 12).length;
            case 8 -> "boolean:" + (from.get() == 1);
            case 9 -> "date:" + from.getLong();
            case 10 -> "null";
            case 16 -> "int:" + from.getInt();
            case 17 -> "timestamp:" + from.getLong();
            case 18 -> "long:" + from.getLong();
            default -> throw new IllegalStateException("type " + type + " of BSON");
        };
    }

    private static String string(ByteBuffer from, int length) {
        String text = new String(bytes(from, length), StandardCharsets.UTF_8);
        from.get();
        return text;
    }

    private static String binary(ByteBuffer from) {
        int length = from.getInt();
        from.get();
        return new String(bytes(from, length), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(ByteBuffer from, int length) {
        byte[] bytes = new byte[length];
        from.get(bytes);
        return bytes;
    }

    private static String name(ByteBuffer from) {
        ByteArrayOutputStream name = new ByteArrayOutputStream();
        for (byte next = from.get(); next != 0; next = from.get()) {
            name.write(next);
        }
        return name.toString(StandardCharsets.UTF_8);
    }

    /** Returns the value of a field without its type; null if there is none. */
    public static @Nullable String plain(Map<String, String> document, String field) {
        String value = document.get(field);
        return value == null ? null : value.substring(value.indexOf(':') + 1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
