package hera.registry.watch;

import hera.foundation.http.MediaRanges;
import hera.foundation.http.RequestRefusedException;
import hera.foundation.json.JsonBuffer;
import hera.foundation.names.InstanceId;
import hera.foundation.server.Responses;
import hera.registry.replica.InstanceContent;
import hera.registry.resource.EntityTags;
import hera.registry.resource.RegistryPath;
import hera.registry.wire.InstanceFilter;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * Server-sent events as text (WHATWG HTML, 9.2). Instances are compact JSON, in which no line ends. Thread-safe.
 *
 * <p>Only the last event of a change set carries the cursor. A reader that got half of a change set asks for all of it
 * again, and an event that comes twice does no harm.
 */
final class EventText {
    static final byte[] COMMENT = ":\n\n".getBytes(StandardCharsets.US_ASCII);

    private static final int SNAPSHOT_BYTES = 256;

    private final EntityTags tags;

    EventText(EntityTags tags) {
        this.tags = tags;
    }

    /** Sets the response headers of an event stream. */
    static void writeHead(HttpServletResponse response) {
        response.setContentType(MediaRanges.EVENT_STREAM);
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Accel-Buffering", "no");
    }

    /**
     * A stream that ends at once and states when to reconnect: browsers do not reconnect after a status other than 200.
     */
    static byte[] refused(RequestRefusedException refused) {
        byte[] problem = Responses.problem(refused.status(), refused.detail()).json();
        return new JsonBuffer(64 + problem.length)
                .raw("retry: ")
                .number(refused.retryAfterSeconds() * 1000L)
                .raw("\nevent: refused\ndata: ")
                .raw(problem)
                .raw("\n\n")
                .toByteArray();
    }

    /** The first event of a registration that lives as long as its connection. */
    static byte[] registered(RegistryPath.OfInstance target, long timestamp) {
        return new JsonBuffer(128)
                .raw("event: registered\ndata: {\"service\":")
                .string(target.service().value())
                .raw(",\"id\":")
                .string(target.id().utf8())
                .raw(",\"timestamp\":")
                .number(timestamp)
                .raw("}\n\n")
                .toByteArray();
    }

    /** The cursor that stands for a version, for a reader with that filter. */
    String cursor(long version, InstanceFilter where) {
        return tags.cursor(version, where.isEverything() ? "" : EntityTags.digest(where.toString()));
    }

    /**
     * All instances that match the filter, in one event.
     *
     * @param bytes the most that they take
     */
    byte[] snapshot(Map<InstanceId, byte[]> state, InstanceFilter where, long version, long bytes) {
        JsonBuffer out = new JsonBuffer(Math.toIntExact(SNAPSHOT_BYTES + (where.isEverything() ? bytes : 0)))
                .raw("event: snapshot\nid: ");
        out.raw(cursor(version, where)).raw("\ndata: {");
        int begin = out.length();
        state.forEach((id, instance) -> {
            if (where.matches(new InstanceContent(instance))) {
                if (out.length() > begin) {
                    out.raw(',');
                }
                out.string(id.utf8()).raw(':').raw(instance);
            }
        });
        return out.raw("}\n\n").toByteArray();
    }

    /** The changes as a reader with that filter sees them; empty when it sees none. */
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

    /** Terminates the previous event and writes this one without its terminator. */
    private static void event(JsonBuffer out, String type, InstanceId id, byte[] instance) {
        if (out.length() > 0) {
            out.raw('\n');
        }
        out.raw("event: ").raw(type).raw("\ndata: {\"id\":").string(id.utf8());
        out.raw(",\"instance\":").raw(instance).raw("}\n");
    }
}
