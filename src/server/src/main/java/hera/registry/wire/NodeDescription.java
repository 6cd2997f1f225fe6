package hera.registry.wire;

import hera.foundation.json.JsonBuffer;
import hera.foundation.json.JsonMembers;
import hera.foundation.json.MalformedInputException;
import hera.registry.replica.InstanceContent;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A node's description of itself in the registry, by which others find it.
 *
 * @param host the host at which it is reached, as far as it knows
 * @param port 1 to 65535
 * @param environment null for none
 * @param cluster the group that it belongs to, or null
 * @param discover whether it gossips with nodes that other nodes tell it of; otherwise only its configured peers and it
 *     pull from each other
 * @param leaving whether it is about to stop
 * @param resting whether it only takes part in gossip and wants no work that the members share, such as requests for
 *     its backend
 */
public record NodeDescription(
        String host,
        int port,
        @Nullable String environment,
        @Nullable String cluster,
        String version,
        boolean discover,
        boolean leaving,
        boolean resting) {
    private static final String NULL = "null";

    /** Any host that a resolver may know, including an IPv6 address with a zone; no control characters. */
    private static final Pattern HOST = Pattern.compile("[\\p{L}\\p{N}._:%-]{1,253}");

    private static final int MAX_CHARS = 255;

    public NodeDescription {
        if (!HOST.matcher(host).matches()) {
            throw new IllegalArgumentException("host must be a host name or an address");
        }
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("port must be between 1 and 65535, not " + port);
        }
        check("environment", environment);
        check("cluster", cluster);
        check("version", version);
    }

    private static void check(String what, @Nullable String text) {
        if (text != null && (text.length() > MAX_CHARS || text.chars().anyMatch(Character::isISOControl))) {
            throw new IllegalArgumentException(
                    what + " must be at most " + MAX_CHARS + " characters, without control characters");
        }
    }

    /** Reads the description from a node's entry; returns null if it is not valid. */
    public static @Nullable NodeDescription parse(InstanceContent instance) {
        Map<String, String> members;
        try {
            members = JsonMembers.of(instance.toString());
        } catch (MalformedInputException e) {
            return null;
        }
        String host = text(members, "host");
        String port = members.getOrDefault("port", "");
        String version = text(members, "version");
        if (host == null || version == null || !port.matches("[0-9]{1,5}")) {
            return null;
        }
        try {
            return new NodeDescription(
                    host,
                    Integer.parseInt(port),
                    text(members, "environment"),
                    text(members, "cluster"),
                    version,
                    !"false".equals(members.get("discover")),
                    "true".equals(members.get("leaving")),
                    "true".equals(members.get("resting")));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** Returns the description as the content of the node's entry. */
    public InstanceContent toInstance() {
        JsonBuffer json = new JsonBuffer(256).raw('{');
        writeMembers(json);
        if (!discover) {
            json.raw(",\"discover\":false");
        }
        if (leaving) {
            json.raw(",\"leaving\":true");
        }
        if (resting) {
            json.raw(",\"resting\":true");
        }
        return new InstanceContent(json.raw('}').toByteArray());
    }

    /** Writes the members that people need, into an object that the caller begins and ends. */
    public void writeMembers(JsonBuffer json) {
        string(json.raw("\"host\":"), host).raw(",\"port\":").number(port);
        string(json.raw(",\"environment\":"), environment);
        string(json.raw(",\"cluster\":"), cluster);
        string(json.raw(",\"version\":"), version);
    }

    private static JsonBuffer string(JsonBuffer json, @Nullable String text) {
        return text == null ? json.raw(NULL) : json.string(text);
    }

    private static @Nullable String text(Map<String, String> members, String name) {
        String spelling = members.get(name);
        return spelling == null || !spelling.startsWith("\"") ? null : JsonMembers.text(spelling);
    }
}
