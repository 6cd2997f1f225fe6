package hera.registry.resource;

import hera.foundation.json.JsonBuffer;
import hera.foundation.names.ServiceName;
import hera.registry.replica.InstanceView;
import hera.registry.replica.ServiceView;
import hera.registry.wire.InstanceFilter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The registry's content as JSON: the instances' own bytes with names and punctuation around them. */
final class InstanceJson {
    /** The members around an instance, with numbers of usual length. */
    private static final int DESCRIPTION_BYTES = 128;

    private InstanceJson() {}

    /** The number of bytes of {@link #members}, where no id has to be escaped. */
    static long bytes(List<InstanceView> instances) {
        long bytes = 0;
        for (InstanceView instance : instances) {
            bytes += instance.idLength() + instance.contentLength() + 4;
        }
        return bytes;
    }

    /** Members from id to instance, each after a comma and without the braces. */
    static byte[] members(List<InstanceView> instances) {
        JsonBuffer json = new JsonBuffer(Math.toIntExact(bytes(instances)));
        for (InstanceView instance : instances) {
            member(json.raw(','), instance);
        }
        return json.toByteArray();
    }

    private static void member(JsonBuffer json, InstanceView instance) {
        content(json.string(instance.id().utf8()).raw(':'), instance);
    }

    private static JsonBuffer content(JsonBuffer json, InstanceView instance) {
        return json.raw(instance.idAndContent(), instance.idLength(), instance.contentLength());
    }

    /** The instances of a service that match. */
    static List<InstanceView> matching(ServiceView view, InstanceFilter where) {
        return view.instances().stream()
                .filter(instance -> where.matches(instance.instance()))
                .toList();
    }

    /** An object from id to instance, sorted by id, so that instances that are not in it never change it. */
    static byte[] sorted(List<InstanceView> instances) {
        List<InstanceView> sorted = new ArrayList<>(instances);
        sorted.sort(InstanceView.BY_ID);
        JsonBuffer json = new JsonBuffer(Math.toIntExact(bytes(instances) + 2)).raw('{');
        sorted.forEach(instance -> member(comma(json), instance));
        return json.raw('}').toByteArray();
    }

    /** An object from service to its number of instances, of some services. */
    static byte[] of(Map<ServiceName, Integer> counts, Predicate<ServiceName> shown) {
        Map<ServiceName, Integer> some = new LinkedHashMap<>(counts);
        some.keySet().removeIf(shown.negate());
        return of(some);
    }

    /** An object from service to its number of instances. */
    static byte[] of(Map<ServiceName, Integer> counts) {
        JsonBuffer json = new JsonBuffer(16 + counts.size() * 32).raw('{');
        counts.forEach(
                (service, live) -> comma(json).string(service.value()).raw(':').number(live));
        return json.raw('}').toByteArray();
    }

    /** The greatest number of bytes of {@link #described(List)} if names of origins are short. */
    static long describedBytes(List<InstanceView> instances) {
        return bytes(instances) + (long) DESCRIPTION_BYTES * instances.size();
    }

    /** An object from id to instance with its origin, timestamp, age and remaining lifetime. */
    static byte[] described(List<InstanceView> instances) {
        JsonBuffer json = new JsonBuffer(Math.toIntExact(describedBytes(instances) + 2)).raw('{');
        for (InstanceView view : instances) {
            describe(comma(json).string(view.id().utf8()).raw(':'), view);
        }
        return json.raw('}').toByteArray();
    }

    /** One instance with its origin, timestamp, age and remaining lifetime. */
    static byte[] described(InstanceView view) {
        return describe(new JsonBuffer(view.contentLength() + DESCRIPTION_BYTES), view)
                .toByteArray();
    }

    private static JsonBuffer describe(JsonBuffer json, InstanceView view) {
        return content(json.raw("{\"instance\":"), view)
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

    private static JsonBuffer comma(JsonBuffer json) {
        return json.length() > 1 ? json.raw(',') : json;
    }
}
