package hera.spawn.edge;

import hera.foundation.forward.message.FieldWriter;
import hera.foundation.forward.message.Fields;
import hera.foundation.forward.message.RequestHead;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/** The fields of forwarded requests: which are passed on, and which are added; the same for reads and writes. */
final class ForwardedFields {
    private ForwardedFields() {}

    /** Returns whether an end-to-end field is passed on unchanged. */
    static boolean passes(EdgeSettings settings, Fields fields, int field) {
        if (fields.nameStartsWith(field, "spawn-")) {
            return false;
        }
        if (!settings.preserveHost() && fields.hasName(field, "host")) {
            return false;
        }
        boolean isReplaced = fields.hasName(field, "x-forwarded-for")
                || fields.hasName(field, "x-forwarded-host")
                || fields.hasName(field, "x-forwarded-proto");
        return !settings.forwarded() || !isReplaced;
    }

    /** Adds the fields that state the origin of the request, and that it was here. */
    static void add(EdgeSettings settings, RequestHead request, InetAddress client, FieldWriter fields) {
        if (settings.forwarded()) {
            List<String> path = values(request.fields(), "x-forwarded-for");
            path.add(NetUtil.toAddressString(client));
            fields.add("X-Forwarded-For", String.join(", ", path));
            String host = request.host();
            if (host != null) {
                fields.add("X-Forwarded-Host", host);
            }
            fields.add("X-Forwarded-Proto", settings.scheme());
        }
        fields.add("Via", settings.via());
    }

    /** Returns whether the request has been through this group of Spawns. */
    static boolean isLoop(EdgeSettings settings, RequestHead request) {
        return values(request.fields(), "via").stream()
                .flatMap(value -> List.of(value.split(",", -1)).stream())
                .anyMatch(hop -> hop.strip().startsWith(settings.via()));
    }

    private static List<String> values(Fields fields, String name) {
        List<String> values = new ArrayList<>();
        for (int field = fields.find(name, 0); field >= 0; field = fields.find(name, field + 1)) {
            values.add(fields.value(field));
        }
        return values;
    }
}
