package hera.registry.api;

import hera.foundation.json.JsonBuffer;
import hera.foundation.names.InstanceId;
import hera.registry.replica.Instance;
import hera.registry.wire.InstanceFilter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * Server-sent events as text (WHATWG HTML, 9.2). Instances are compact JSON, in which no line ends. Thread-safe.
 *
 * <p>Only the last event of a step carries the cursor: a reader that saw half a step asks for all of it again, and an
 * event that comes twice does no harm.
 */
public final class EventText {
    public static final String MEDIA_TYPE = "text/event-stream";
    static final byte[] COMMENT = ":\n\n".getBytes(StandardCharsets.US_ASCII);

    private final EntityTags tags;

    EventText(EntityTags tags) {
        this.tags = tags;
    }

    /** Begins a held registration. */
    static byte[] registered(RegistryPath.OfInstance what, long timestamp) {
        return new JsonBuffer(128)
                .raw("event: registered\ndata: {\"service\":")
                .string(what.service().value())
                .raw(",\"id\":")
                .string(what.id().utf8())
                .raw(",\"timestamp\":")
                .number(timestamp)
                .raw("}\n\n")
                .toByteArray();
    }

    /** The name of a version to a reader with that filter. */
    String cursor(long version, InstanceFilter where) {
        return tags.cursor(version, where.isEverything() ? "" : EntityTags.digest(where.toString()));
    }

    /** All that the filter lets through, in one event. */
    byte[] snapshot(Map<InstanceId, byte[]> state, InstanceFilter where, long version) {
        JsonBuffer out = new JsonBuffer(128 + state.size() * 64).raw("event: snapshot\nid: ");
        out.raw(cursor(version, where)).raw("\ndata: {");
        int begin = out.length();
        state.forEach((id, instance) -> {
            if (where.matches(new Instance(instance))) {
                if (out.length() > begin) {
                    out.raw(',');
                }
                out.string(id.utf8()).raw(':').raw(instance);
            }
        });
        return out.raw("}\n\n").toByteArray();
    }

    /** What the changes mean to a reader with that filter, which may be nothing. */
    byte[] changes(List<ServiceEvents.Change> changes, InstanceFilter where, long version) {
        JsonBuffer out = new JsonBuffer(256);
        for (ServiceEvents.Change change : changes) {
            byte[] before = change.before();
            byte[] after = change.after();
            if (after != null && change.isSeenBy(where)) {
                event(out, "put", change.id(), after);
            } else if (before != null && change.wasSeenBy(where)) {
                event(out, "remove", change.id(), before);
            }
        }
        if (out.length() > 0) {
            out.raw("id: ").raw(cursor(version, where)).raw("\n\n");
        }
        return out.toByteArray();
    }

    /** Ends the event before, and writes one that the next ends. */
    private static void event(JsonBuffer out, String type, InstanceId id, byte[] instance) {
        if (out.length() > 0) {
            out.raw('\n');
        }
        out.raw("event: ").raw(type).raw("\ndata: {\"id\":").string(id.utf8());
        out.raw(",\"instance\":").raw(instance).raw("}\n");
    }
}
