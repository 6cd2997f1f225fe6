package hera.registry.resource;

import hera.foundation.access.Grant;
import hera.foundation.json.JsonText;
import hera.foundation.names.InstanceId;
import hera.foundation.names.ServiceName;
import hera.foundation.server.Responses;
import hera.foundation.time.Moment;
import hera.registry.replica.InstanceView;
import hera.registry.replica.Replica;
import hera.registry.replica.ServiceStripes;
import hera.registry.wire.InstanceFilter;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The responses to reads. A whole service is built from the bytes in which its instances arrived, and kept; a change
 * renews only the stripe that it is in. The counts are kept until they change. Safe for use by many threads.
 */
public final class ResponseCache {
    /** The number of copies of a response that are in memory while it is made. */
    private static final long COPIES = 2;

    /** The same for a pretty one: as it is, and the longer text twice. */
    private static final long PRETTY_COPIES = 5;

    private final Replica replica;
    private final EntityTags tags;
    private final Map<ServiceName, Rendered> services = new ConcurrentHashMap<>();
    private final FilteredCache filtered = new FilteredCache();
    private final LongAdder renderings = new LongAdder();
    private final RenderRoom room;
    private volatile @Nullable Versioned counts;

    /** A cache of a node whose heap has room for everything. */
    public ResponseCache(Replica replica, EntityTags tags) {
        this(replica, tags, bytes -> true);
    }

    /** @param hasRoomFor whether so many bytes may be allocated for a response */
    public ResponseCache(Replica replica, EntityTags tags, LongPredicate hasRoomFor) {
        this.replica = replica;
        this.tags = tags;
        this.room = new RenderRoom(hasRoomFor);
    }

    private record Versioned(long version, CachedResponse response) {}

    private record Rendered(long version, StripedBody content, CachedResponse response) {}

    /** Returns how often a service, a part of it, or the counts were rendered. */
    public long renderings() {
        return renderings.sum();
    }

    /** The room for what is rendered. */
    public RenderRoom room() {
        return room;
    }

    /** Returns the form in which a request wants its response. */
    public RequestedForm form(HttpServletRequest request) {
        return RequestedForm.of(request, room);
    }

    /** Drops all responses that are kept; they can be rendered again. */
    public void giveUpAll() {
        services.clear();
        filtered.clear();
        counts = null;
    }

    /** A version that changes whenever a response for the target does, and perhaps more often; cheaper than the response. */
    public long version(RegistryPath target, Moment now) {
        if (target instanceof RegistryPath.OfService named) {
            return replica.version(named.service(), now);
        }
        if (target instanceof RegistryPath.OfInstance named) {
            return replica.version(named.service(), now);
        }
        return replica.countsVersion(now);
    }

    /**
     * The response as of now; its tag changes when, and only when, its body does. Where the heap has no room for it, a
     * refusal.
     */
    public CachedResponse of(Representation representation, Moment now) {
        CachedResponse plain;
        if (representation.target() instanceof RegistryPath.OfService named) {
            plain = representation.where().isEverything()
                    ? service(named.service(), representation.pretty(), now)
                    : filtered(named.service(), representation, now);
        } else if (representation.target() instanceof RegistryPath.OfInstance named) {
            plain = instance(named.service(), named.id(), representation.pretty(), now);
        } else if (representation.target() instanceof RegistryPath.ReadableRoot named) {
            plain = filtered.get(
                    representation,
                    replica.countsVersion(now),
                    () -> countsOf(named.reader(), representation.pretty(), now));
        } else {
            plain = counts(representation.pretty(), now);
        }
        return representation.pretty() && plain.status() == 200 ? pretty(plain) : plain;
    }

    private CachedResponse pretty(CachedResponse plain) {
        CachedResponse shown = room.make(
                PRETTY_COPIES * plain.length(),
                () -> new CachedResponse(plain.status(), plain.tag(), JsonText.pretty(plain.body())));
        return shown == null ? CachedResponse.noRoom() : shown;
    }

    /** The response that says of each instance where it is from and how long it lives; made for one reader. */
    public CachedResponse described(Representation representation, Moment now) {
        CachedResponse plain;
        if (representation.target() instanceof RegistryPath.OfInstance named) {
            InstanceView view = replica.get(named.service(), named.id(), now);
            plain = view == null
                    ? absentResponse(named.service(), named.id(), "")
                    : CachedResponse.untagged(InstanceJson.described(view));
        } else {
            ServiceName service = Objects.requireNonNull(representation.target().watched());
            byte[] body = ofMatching(
                    service,
                    representation.where(),
                    now,
                    instances -> room.make(
                            COPIES * InstanceJson.describedBytes(instances), () -> InstanceJson.described(instances)));
            plain = body == null ? CachedResponse.noRoom() : CachedResponse.untagged(body);
        }
        return representation.pretty() && plain.status() == 200 ? pretty(plain) : plain;
    }

    private CachedResponse service(ServiceName service, boolean pretty, Moment now) {
        Rendered current = service(service, now);
        if (current == null) {
            return CachedResponse.noRoom();
        }
        return pretty
                ? new CachedResponse(
                        200, tags.of(current.version(), "p"), current.response().content())
                : current.response();
    }

    private @Nullable Rendered service(ServiceName service, Moment now) {
        long version = replica.version(service, now);
        Rendered kept = services.get(service);
        if (kept != null && kept.version() == version) {
            return kept;
        }
        Rendered fresh = render(service, kept, now);
        if (fresh != null && fresh.content().isEmpty()) {
            services.remove(service);
        } else if (fresh != null) {
            services.put(service, fresh);
        }
        return fresh;
    }

    private @Nullable Rendered render(ServiceName service, @Nullable Rendered kept, Moment now) {
        long version = kept == null ? 0 : kept.version();
        int count = kept == null ? 0 : kept.content().stripes();
        return room.makeOfViews(replica.views(service, version, count), () -> {
            ServiceStripes changes = replica.stripes(service, version, count, now);
            StripedBody content = room.make(
                    StripedBody.bytes(changes),
                    () -> kept == null
                            ? StripedBody.of(changes)
                            : kept.content().after(changes));
            return content == null ? null : rendered(changes.version(), content);
        });
    }

    private Rendered rendered(long version, StripedBody content) {
        renderings.increment();
        return new Rendered(version, content, new CachedResponse(200, tags.of(version, ""), content));
    }

    /** Renders the instances that match; returns null if the heap has no room for that, or for views of all instances. */
    private byte @Nullable [] ofMatching(
            ServiceName service,
            InstanceFilter where,
            Moment now,
            Function<List<InstanceView>, byte @Nullable []> rendering) {
        return room.makeOfViews(
                replica.views(service, 0, 0),
                () -> rendering.apply(InstanceJson.matching(replica.service(service, now), where)));
    }

    /** The filtered response, made once for all readers of one version, because a filter looks at every instance. */
    private CachedResponse filtered(ServiceName service, Representation representation, Moment now) {
        return filtered.get(representation, replica.version(service, now), () -> filter(service, representation, now));
    }

    /** Tagged by content, because changes of instances that do not match must not change the tag. */
    private CachedResponse filter(ServiceName service, Representation representation, Moment now) {
        renderings.increment();
        byte[] body = ofMatching(
                service,
                representation.where(),
                now,
                instances -> room.make(COPIES * InstanceJson.bytes(instances), () -> InstanceJson.sorted(instances)));
        if (body == null) {
            return CachedResponse.noRoom();
        }
        String filter = EntityTags.digest(representation.where().toString());
        return new CachedResponse(200, tags.of(body, (representation.pretty() ? "pw" : "w") + filter), body);
    }

    /** Tagged by content, because an instance has no version of its own and its heartbeats may arrive at several nodes. */
    private CachedResponse instance(ServiceName service, InstanceId id, boolean pretty, Moment now) {
        InstanceView view = replica.get(service, id, now);
        if (view == null) {
            return absentResponse(service, id, tags.absent());
        }
        byte[] body = view.instance().json();
        return new CachedResponse(200, tags.of(body, pretty ? "pi" : "i"), body);
    }

    private CachedResponse counts(boolean pretty, Moment now) {
        Versioned kept = counts;
        if (kept == null || kept.version() != replica.countsVersion(now)) {
            kept = room.makeOfCounts(replica.stats().services(), () -> countsOf(replica.counts(now)));
            if (kept == null) {
                return CachedResponse.noRoom();
            }
            counts = kept;
        }
        return pretty
                ? new CachedResponse(
                        200, tags.of(kept.version(), "pr"), kept.response().content())
                : kept.response();
    }

    private Versioned countsOf(Replica.Counts fresh) {
        renderings.increment();
        return new Versioned(
                fresh.version(), new CachedResponse(200, tags.of(fresh.version(), "r"), InstanceJson.of(fresh.live())));
    }

    /** Tagged by content, because services that may not be read must not change the tag. */
    private CachedResponse countsOf(Grant reader, boolean pretty, Moment now) {
        renderings.increment();
        byte[] body = room.makeOfCounts(
                replica.stats().services(),
                () -> InstanceJson.of(replica.counts(now).live(), service -> reader.reads(service.value())));
        return body == null
                ? CachedResponse.noRoom()
                : new CachedResponse(200, tags.of(body, pretty ? "ps" : "s"), body);
    }

    private static CachedResponse absentResponse(ServiceName service, InstanceId id, String tag) {
        return new CachedResponse(
                404, tag, Responses.problem(404, absent(service, id)).json());
    }

    /** The detail of the problem for an instance that does not exist. */
    public static String absent(ServiceName service, InstanceId id) {
        return "service '" + service + "' has no live instance '" + id + "'";
    }
}
