package hera.registry.api;

import hera.foundation.http.HostPort;
import hera.foundation.json.JsonBuffer;
import hera.foundation.names.InstanceId;
import hera.foundation.names.ServiceName;
import hera.registry.replica.InstanceContent;
import hera.registry.wire.ScalarMembers;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An instance in the format of Prometheus's http_sd.
 *
 * @param address host and port
 * @param labels from names that Prometheus allows to values
 */
record ScrapeTarget(String address, Map<String, String> labels) {
    private static final String PREFIX = "__meta_hera_";

    /** Characters that no host name or address contains, and that would change how Prometheus reads it. */
    private static final Pattern NO_HOST = Pattern.compile(".*[\\s\\p{Cntrl}/\\\\@?#,\\[\\]].*", Pattern.DOTALL);

    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(%[A-Za-z0-9._~-]+)?");
    private static final Pattern PORT = Pattern.compile("[1-9][0-9]{0,4}");
    private static final int MAX_PORT = 65535;

    /** The target of an instance; null if it has no usable {@code host} and {@code port}. */
    static @Nullable ScrapeTarget of(ServiceName service, InstanceId id, InstanceContent instance) {
        Map<String, String> members = ScalarMembers.of(instance);
        String host = host(members.get("host"));
        String port = members.get("port");
        if (host == null || port == null || !PORT.matcher(port).matches() || Integer.parseInt(port) > MAX_PORT) {
            return null;
        }
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put(PREFIX + "service", service.value());
        labels.put(PREFIX + "id", id.toString());
        members.forEach((name, value) -> {
            if (!name.equals("host") && !name.equals("port")) {
                labels.putIfAbsent(PREFIX + labelPart(name), value);
            }
        });
        return new ScrapeTarget(host + ":" + port, labels);
    }

    /** Writes this target as a group of its own, because a group shares its labels. */
    void writeTo(JsonBuffer json) {
        json.raw("{\"targets\":[").string(address).raw("],\"labels\":{");
        int begin = json.length();
        labels.forEach((name, value) -> {
            if (json.length() > begin) {
                json.raw(',');
            }
            json.string(name).raw(':').string(value);
        });
        json.raw("}}");
    }

    private static @Nullable String host(@Nullable String host) {
        if (host == null || host.isEmpty()) {
            return null;
        }
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        String bare = bracketed ? host.substring(1, host.length() - 1) : host;
        if (bare.indexOf(':') >= 0) {
            return IPV6.matcher(bare).matches() ? HostPort.authority(bare) : null;
        }
        return bracketed || NO_HOST.matcher(bare).matches() ? null : bare;
    }

    private static String labelPart(String name) {
        StringBuilder part = new StringBuilder(name.length());
        name.codePoints().forEach(c -> part.append(isOfLabel(c) ? (char) c : '_'));
        return part.toString();
    }

    private static boolean isOfLabel(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    }
}
