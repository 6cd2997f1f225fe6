package hera.registry.resource;

import hera.foundation.json.JsonBuffer;
import hera.foundation.names.ServiceName;
import hera.registry.replica.InstanceView;
import hera.registry.replica.ServiceView;
import hera.registry.wire.InstanceFilter;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** The registry's content as JSON: the instances' own bytes with names and punctuation around them. */
public final class InstanceJson {
    private InstanceJson() {}

    /** Members from id to instance, each after a comma and without the braces. */
    static byte[] members(List<InstanceView> instances) {
        int bytes = 0;
        for (InstanceView instance : instances) {
            bytes += instance.id().utf8().length + instance.instance().json().length + 4;
        }
        JsonBuffer json = new JsonBuffer(bytes);
        for (InstanceView instance : instances) {
            json.raw(',')
                    .string(instance.id().utf8())
                    .raw(':')
                    .raw(instance.instance().json());
        }
        return json.toByteArray();
    }

    /** An object from id to matching instance, sorted by id, so that instances that do not match never change it. */
    static byte[] sorted(ServiceView view, InstanceFilter where) {
        List<InstanceView> instances = view.instances().stream()
                .filter(instance -> where.matches(instance.instance()))
                .sorted(Comparator.comparing(InstanceView::id))
                .toList();
        byte[] members = members(instances);
        JsonBuffer json = new JsonBuffer(members.length + 2).raw('{');
        if (members.length > 0) {
            json.raw(members, 1, members.length - 1);
        }
        return json.raw('}').toByteArray();
    }

    /** An object from service to its number of instances. */
    static byte[] of(Map<ServiceName, Integer> counts) {
        JsonBuffer json = new JsonBuffer(16 + counts.size() * 32).raw('{');
        counts.forEach(
                (service, live) -> comma(json).string(service.value()).raw(':').number(live));
        return json.raw('}').toByteArray();
    }

    /** An object from id to matching instance with its origin, timestamp, age and remaining lifetime. */
    public static byte[] described(ServiceView service, InstanceFilter where) {
        JsonBuffer json = new JsonBuffer(256).raw('{');
        for (InstanceView view : service.instances()) {
            if (where.matches(view.instance())) {
                describe(comma(json).string(view.id().utf8()).raw(':'), view);
            }
        }
        return json.raw('}').toByteArray();
    }

    /** One instance with its origin, timestamp, age and remaining lifetime. */
    public static byte[] described(InstanceView view) {
        return describe(new JsonBuffer(256), view).toByteArray();
    }

    private static JsonBuffer describe(JsonBuffer json, InstanceView view) {
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

    private static JsonBuffer comma(JsonBuffer json) {
        return json.length() > 1 ? json.raw(',') : json;
    }
}
