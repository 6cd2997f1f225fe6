package hera.registry.wire;

import static hera.foundation.json.MalformedInputException.Reason.BAD_SHAPE;
import static hera.foundation.json.MalformedInputException.Reason.NOT_AN_OBJECT;

import hera.foundation.json.JsonScanner;
import hera.foundation.json.JsonText;
import hera.foundation.json.LogSafe;
import hera.foundation.json.MalformedInputException;
import hera.foundation.names.InstanceId;
import hera.foundation.names.ServiceName;
import hera.registry.replica.Delta;
import hera.registry.replica.InstanceContent;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A reader of the lines of one batch, each {@code {"service": ..., "id": ..., "instance": {...}, "ttl": seconds}} in
 * any order. An unknown, repeated or missing member is an error: a misspelt {@code ttl} would go unnoticed until the
 * instance expires. Not thread-safe.
 */
public final class BatchLineReader {
    private static final byte[] SERVICE = "\"service\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ID = "\"id\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] INSTANCE = "\"instance\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TTL = "\"ttl\"".getBytes(StandardCharsets.US_ASCII);

    private final InstanceReader instances;
    private final WireNames names;

    // The service of the previous line: most lines have the same one.
    private byte[] lastSpelling = new byte[0];
    private @Nullable ServiceName lastService;

    public BatchLineReader(InstanceReader instances, WireNames names) {
        this.instances = instances;
        this.names = names;
    }

    /**
     * Reads the heartbeat in {@code length} bytes of {@code text}, which are not kept.
     *
     * @throws MalformedInputException with a message that names the first wrong byte, counted from {@code offset}
     */
    public BatchLine read(byte[] text, int offset, int length) throws MalformedInputException {
        JsonScanner json = new JsonScanner(text, offset, length);
        if (json.peek() != '{') {
            json.value();
            json.end();
            throw new MalformedInputException(NOT_AN_OBJECT, "a line must be a JSON object");
        }
        json.take('{');
        ServiceName service = null;
        InstanceId id = null;
        InstanceContent instance = null;
        int ttlMillis = Delta.NO_TTL;
        boolean ttlSeen = false;
        boolean more = !json.take('}');
        while (more) {
            int nameEnd = json.name();
            int nameFrom = json.from();
            json.value();
            MalformedInputException flaw = json.takeFlaw();
            if (flaw != null) {
                throw flaw;
            }
            if (is(INSTANCE, text, nameFrom, nameEnd)) {
                once(instance == null, "instance");
                instance = instances.extract(text, json.from(), json.at(), json.spaces(), json.deepest());
            } else if (is(ID, text, nameFrom, nameEnd)) {
                once(id == null, "id");
                id = id(text, json.from(), json.at());
            } else if (is(SERVICE, text, nameFrom, nameEnd)) {
                once(service == null, "service");
                service = service(text, json.from(), json.at());
            } else if (is(TTL, text, nameFrom, nameEnd)) {
                once(!ttlSeen, "ttl");
                ttlSeen = true;
                ttlMillis = ttl(text, json.from(), json.at());
            } else {
                throw new MalformedInputException(
                        BAD_SHAPE,
                        "a line has service, id, instance and perhaps ttl, but no '"
                                + LogSafe.of(JsonText.unquote(text, nameFrom, nameEnd)) + "'");
            }
            more = json.more('}');
        }
        json.end();
        if (service == null || id == null || instance == null) {
            String missing = service == null ? "service" : id == null ? "id" : "instance";
            throw new MalformedInputException(BAD_SHAPE, "the line has no " + missing);
        }
        return new BatchLine(service, id, instance, ttlMillis);
    }

    private static boolean is(byte[] member, byte[] text, int from, int to) {
        return Arrays.equals(member, 0, member.length, text, from, to);
    }

    private static void once(boolean first, String member) throws MalformedInputException {
        if (!first) {
            throw new MalformedInputException(BAD_SHAPE, "the line has two members " + member);
        }
    }

    private ServiceName service(byte[] text, int from, int to) throws MalformedInputException {
        ServiceName last = lastService;
        if (last != null && is(lastSpelling, text, from, to)) {
            return last;
        }
        ServiceName service = names.service(string(text, from, to, "service"));
        lastSpelling = Arrays.copyOfRange(text, from, to);
        lastService = service;
        return service;
    }

    private InstanceId id(byte[] text, int from, int to) throws MalformedInputException {
        return names.instance(string(text, from, to, "id"));
    }

    private static String string(byte[] text, int from, int to, String member) throws MalformedInputException {
        if (text[from] != '"') {
            throw new MalformedInputException(BAD_SHAPE, member + " must be a string");
        }
        return JsonText.unquote(text, from, to);
    }

    private static int ttl(byte[] text, int from, int to) throws MalformedInputException {
        return text[from] == 'n'
                ? Delta.NO_TTL
                : Ttl.parseSeconds(new String(text, from, to - from, StandardCharsets.UTF_8));
    }
}
