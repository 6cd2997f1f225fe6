package hera.registry.api;

import hera.foundation.json.JsonText;
import hera.foundation.names.InstanceId;
import hera.foundation.names.ServiceName;
import hera.foundation.server.Responses;
import hera.foundation.time.Moment;
import hera.registry.replica.InstanceView;
import hera.registry.replica.Replica;
import hera.registry.replica.ServiceStripes;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Answers to reads, as they are at a moment. A whole service is made into one out of the bytes that the instances came
 * in, and kept; a change of content renews the part that it is in. The counts are kept until they change. Safe for use
 * by many threads.
 */
final class ResponseCache {
    private final Replica replica;
    private final EntityTags tags;
    private final Map<ServiceName, Rendered> services = new ConcurrentHashMap<>();
    private final LongAdder renderings = new LongAdder();
    private volatile @Nullable Versioned counts;

    ResponseCache(Replica replica, EntityTags tags) {
        this.replica = replica;
        this.tags = tags;
    }

    private record Versioned(long version, CachedResponse answer) {}

    private record Rendered(long version, StripedBody content, CachedResponse answer) {}

    /** How often a service, or what has changed of it, or the counts were made into an answer. */
    long renderings() {
        return renderings.sum();
    }

    /** Changes when an answer about the target does, and perhaps when it does not; cheaper than the answer. */
    long version(RegistryPath target, Moment now) {
        if (target instanceof RegistryPath.OfService named) {
            return replica.version(named.service(), now);
        }
        if (target instanceof RegistryPath.OfInstance named) {
            return replica.version(named.service(), now);
        }
        return replica.countsVersion(now);
    }

    /** The answer as it is now; its tag changes when, and only when, its body does. */
    CachedResponse of(Representation what, Moment now) {
        CachedResponse plain;
        if (what.target() instanceof RegistryPath.OfService named) {
            plain = what.where().isEverything()
                    ? service(named.service(), what.pretty(), now)
                    : filtered(named.service(), what, now);
        } else if (what.target() instanceof RegistryPath.OfInstance named) {
            plain = instance(named.service(), named.id(), what.pretty(), now);
        } else {
            plain = counts(what.pretty(), now);
        }
        return what.pretty() && plain.status() == 200
                ? new CachedResponse(plain.status(), plain.tag(), JsonText.pretty(plain.body()))
                : plain;
    }

    private CachedResponse service(ServiceName service, boolean pretty, Moment now) {
        Rendered current = service(service, now);
        return pretty
                ? new CachedResponse(
                        200, tags.of(current.version(), "p"), current.answer().body())
                : current.answer();
    }

    private Rendered service(ServiceName service, Moment now) {
        long version = replica.version(service, now);
        Rendered kept = services.get(service);
        if (kept != null && kept.version() == version) {
            return kept;
        }
        renderings.increment();
        Rendered fresh = render(service, kept, now);
        if (fresh.content().isEmpty()) {
            services.remove(service);
        } else {
            services.put(service, fresh);
        }
        return fresh;
    }

    private Rendered render(ServiceName service, @Nullable Rendered kept, Moment now) {
        ServiceStripes news = kept == null
                ? replica.stripes(service, 0, 0, now)
                : replica.stripes(service, kept.version(), kept.content().stripes(), now);
        StripedBody content =
                kept == null ? StripedBody.of(news) : kept.content().after(news);
        return new Rendered(news.version(), content, new CachedResponse(200, tags.of(news.version(), ""), content));
    }

    /** Goes by the content, for what happens to the other instances is nothing to this reader. */
    private CachedResponse filtered(ServiceName service, Representation what, Moment now) {
        byte[] body = InstanceJson.sorted(replica.service(service, now), what.where());
        String filter = EntityTags.digest(what.where().toString());
        return new CachedResponse(200, tags.of(body, (what.pretty() ? "pw" : "w") + filter), body);
    }

    /** Goes by the content: an instance has no version of its own, and its heartbeats may come by several nodes. */
    private CachedResponse instance(ServiceName service, InstanceId id, boolean pretty, Moment now) {
        InstanceView view = replica.get(service, id, now);
        if (view == null) {
            return new CachedResponse(
                    404,
                    tags.absent(),
                    Responses.problem(404, absent(service, id)).json());
        }
        byte[] body = view.instance().json();
        return new CachedResponse(200, tags.of(body, pretty ? "pi" : "i"), body);
    }

    private CachedResponse counts(boolean pretty, Moment now) {
        Versioned kept = counts;
        if (kept == null || kept.version() != replica.countsVersion(now)) {
            renderings.increment();
            Replica.Counts fresh = replica.counts(now);
            kept = new Versioned(
                    fresh.version(),
                    new CachedResponse(200, tags.of(fresh.version(), "r"), InstanceJson.of(fresh.live())));
            counts = kept;
        }
        return pretty
                ? new CachedResponse(
                        200, tags.of(kept.version(), "pr"), kept.answer().body())
                : kept.answer();
    }

    static String absent(ServiceName service, InstanceId id) {
        return "service '" + service + "' has no live instance '" + id + "'";
    }
}
