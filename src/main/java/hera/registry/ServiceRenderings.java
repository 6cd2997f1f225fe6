package hera.registry;

import hera.state.InstanceView;
import hera.state.Moment;
import hera.state.Replica;
import hera.state.ServiceName;
import hera.state.ServiceView;
import hera.wire.JsonBuffer;
import hera.wire.Where;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Services as JSON. The object of all instances is made once for each change of content, out of the bytes that the
 * instances came in, and kept until the next.
 */
final class ServiceRenderings {
    private final Replica replica;
    private final Map<ServiceName, Rendering> kept = new ConcurrentHashMap<>();

    ServiceRenderings(Replica replica) {
        this.replica = replica;
    }

    /**
     * A service at one version.
     *
     * @param version of {@link ServiceView}
     */
    @SuppressWarnings("ArrayRecordComponent") // shared and never changed
    record Rendering(long version, byte[] json) {}

    /** The service as it is now. */
    Rendering of(ServiceName service, Moment now) {
        long version = replica.version(service, now);
        Rendering rendering = kept.get(service);
        if (rendering != null && rendering.version() == version) {
            return rendering;
        }
        ServiceView view = replica.service(service, now);
        Rendering fresh = new Rendering(view.version(), render(view, Where.EVERYTHING));
        if (fresh.version() == 0) {
            kept.remove(service);
        } else {
            kept.put(service, fresh);
        }
        return fresh;
    }

    /** Those instances of the service that the filter lets through. */
    Rendering filtered(ServiceName service, Where where, Moment now) {
        ServiceView view = replica.service(service, now);
        return new Rendering(view.version(), render(view, where));
    }

    /** Each instance with what the registry knows about it. */
    byte[] described(ServiceName service, Where where, Moment now) {
        JsonBuffer json = new JsonBuffer(256).raw('{');
        for (InstanceView view : replica.service(service, now).instances()) {
            if (where.matches(view.instance())) {
                comma(json).string(view.id().utf8()).raw(':');
                describe(json, view);
            }
        }
        return json.raw('}').toByteArray();
    }

    static JsonBuffer describe(JsonBuffer json, InstanceView view) {
        return json.raw("{\"instance\":")
                .raw(view.instance().json())
                .raw(",\"origin\":")
                .string(view.origin().value())
                .raw(",\"timestamp\":")
                .number(view.timestamp())
                .raw(",\"age_ms\":")
                .number(view.ageMillis())
                .raw(",\"expires_in_ms\":")
                .number(view.expiresInMillis())
                .raw('}');
    }

    private static byte[] render(ServiceView view, Where where) {
        JsonBuffer json = new JsonBuffer(64 + view.instances().size() * 64).raw('{');
        for (InstanceView instance : view.instances()) {
            if (where.matches(instance.instance())) {
                comma(json)
                        .string(instance.id().utf8())
                        .raw(':')
                        .raw(instance.instance().json());
            }
        }
        return json.raw('}').toByteArray();
    }

    private static JsonBuffer comma(JsonBuffer json) {
        return json.length() > 1 ? json.raw(',') : json;
    }
}
