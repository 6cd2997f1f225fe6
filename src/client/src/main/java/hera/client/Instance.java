package hera.client;

import hera.client.json.JsonValues;
import hera.client.json.MalformedJsonException;
import hera.client.json.ObjectMembers;
import hera.client.text.LogText;
import hera.client.text.RegistryNames;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One instance of a service: a JSON object with an id. The members {@code host}, {@code port}, {@code secure} and
 * {@code status} have a meaning of their own; every other one that is a text, a number or a boolean is metadata. Members
 * that are objects or arrays are carried unchanged. Immutable.
 *
 * <p>An instance that somebody else registered may be anything: {@link #host()} may be empty and {@link #port()} 0 then.
 * {@link Discovery#instances()} has only such as have both.
 */
public final class Instance {
    private static final String HOST = "host";
    private static final String PORT = "port";
    private static final String SECURE = "secure";
    private static final String STATUS = "status";
    private static final int MOST_HOST_LENGTH = 255;

    private final String id;
    private final String json;
    private final String host;
    private final int port;
    private final boolean secure;
    private final Status status;
    private final Map<String, String> metadata;

    /** Whether the host is to be found out. */
    private final boolean local;

    private Instance(String id, String json, Map<String, String> members, boolean local) {
        this.json = json;
        this.local = local;
        this.host = hostOf(members.get(HOST));
        this.port = portOf(members.get(PORT));
        this.secure = "true".equals(members.get(SECURE));
        this.status = Status.of(textOf(members.get(STATUS)));
        this.metadata = metadataOf(members);
        this.id = id.isEmpty() && !host.isEmpty() && port != 0 ? bracketed(host) + ":" + port : id;
    }

    /**
     * Returns an instance at a host name or an IP address; its id is {@code host:port}.
     *
     * @param host a name, an IPv4 address, or an IPv6 address without brackets
     * @param port 1 to 65535
     * @return the instance, up
     * @throws IllegalArgumentException if the host is none, or the port out of range
     */
    public static Instance of(String host, int port) {
        if (hostOf(JsonValues.quoted(host)).isEmpty()) {
            throw new IllegalArgumentException("host must be a name or an address, not " + JsonValues.quoted(host));
        }
        Map<String, String> members = new LinkedHashMap<>();
        members.put(HOST, JsonValues.quoted(host));
        members.put(PORT, Integer.toString(checkedPort(port)));
        return of("", members, false);
    }

    /**
     * Returns an instance on this host. The host's name is filled in when it is registered: the builder's or
     * {@code HERA_HOST}, else the address under which this host's node is known, else the one from which a node is
     * reached.
     *
     * @param port 1 to 65535
     * @return the instance, up, as yet without host and id
     * @throws IllegalArgumentException if the port is out of range
     */
    public static Instance local(int port) {
        Map<String, String> members = new LinkedHashMap<>();
        members.put(PORT, Integer.toString(checkedPort(port)));
        return of("", members, true);
    }

    /**
     * Returns the instance that a JSON text describes.
     *
     * @param id 1 to 255 bytes of UTF-8
     * @param json one object, nested at most 64 deep
     * @return the instance; {@link #json()} is the text
     * @throws IllegalArgumentException if the text is no such object; its message says where
     */
    public static Instance fromJson(String id, String json) {
        byte[] text = json.getBytes(StandardCharsets.UTF_8);
        JsonValues.Verdict verdict = JsonValues.check(text, 0, text.length);
        if (verdict != JsonValues.Verdict.VALID) {
            throw new IllegalArgumentException(
                    verdict == JsonValues.Verdict.TOO_DEEP
                            ? "an instance may be nested at most " + JsonValues.MOST_NESTING + " deep"
                            : "an instance must be a JSON object");
        }
        try {
            return new Instance(RegistryNames.checkedId(id), json, membersOf(text, 0, text.length), false);
        } catch (MalformedJsonException e) {
            throw new IllegalArgumentException("an instance must be a JSON object: " + e.getMessage(), e);
        }
    }

    /** An instance out of a list, whose value is known to be JSON. */
    static Instance ofListed(String id, byte[] text, int from, int to) throws MalformedJsonException {
        String json = new String(text, from, to - from, StandardCharsets.UTF_8);
        return new Instance(id, json, membersOf(text, from, to), false);
    }

    private static Instance of(String id, Map<String, String> members, boolean local) {
        StringBuilder json = new StringBuilder("{");
        members.forEach((name, value) -> json.append(json.length() > 1 ? "," : "")
                .append(JsonValues.quoted(name))
                .append(':')
                .append(value));
        return new Instance(id, json.append('}').toString(), members, local);
    }

    /**
     * Returns this instance with another id.
     *
     * @param newId 1 to 255 bytes of UTF-8, without control characters; the same one replaces itself after a restart
     * @return a copy
     * @throws IllegalArgumentException if it is no id
     */
    public Instance id(String newId) {
        return new Instance(RegistryNames.checkedId(newId), json, members(), local);
    }

    /**
     * Returns this instance with a member set, or without it.
     *
     * @param name the member's name
     * @param value a text, a number, a boolean, or null, which removes the member
     * @return a copy, whose other members stay as they are spelled
     * @throws IllegalArgumentException for a value of another kind, and for numbers that JSON does not have
     */
    public Instance with(String name, @Nullable Object value) {
        Map<String, String> members = members();
        if (value == null) {
            members.remove(name);
        } else {
            members.put(name, spelled(name, value));
        }
        return of(givenId(), members, local && !members.containsKey(HOST));
    }

    /**
     * Returns this instance in another state.
     *
     * @param newStatus the state
     * @return a copy
     */
    public Instance status(Status newStatus) {
        return with(STATUS, newStatus.text());
    }

    /**
     * Returns the id: the one given, else {@code host:port}.
     *
     * @return the id; empty as long as neither is known
     */
    public String id() {
        return id;
    }

    /**
     * Returns the host.
     *
     * @return a host name or an IP address without brackets; empty if it has none that is usable
     */
    public String host() {
        return host;
    }

    /**
     * Returns the port.
     *
     * @return 1 to 65535; 0 if it has none
     */
    public int port() {
        return port;
    }

    /**
     * Returns whether it speaks TLS.
     *
     * @return true for HTTPS
     */
    public boolean isSecure() {
        return secure;
    }

    /**
     * Returns its state.
     *
     * @return the state; up if it says nothing that is understood
     */
    public Status status() {
        return status;
    }

    /**
     * Returns its members that are texts, numbers or booleans, without host, port, secure and status.
     *
     * @return from name to value; numbers as spelled in JSON; immutable, in the order of the JSON text
     */
    public Map<String, String> metadata() {
        return metadata;
    }

    /**
     * Returns the whole instance as JSON.
     *
     * @return the text that was read, or is sent
     */
    public String json() {
        return json;
    }

    boolean isLocal() {
        return local;
    }

    boolean isUsable() {
        return !host.isEmpty() && port != 0;
    }

    Instance at(String foundHost) {
        return local ? with(HOST, foundHost) : this;
    }

    /** The id that was given, and not made of host and port. */
    String givenId() {
        return id.equals(bracketed(host) + ":" + port) ? "" : id;
    }

    private Map<String, String> members() {
        byte[] text = json.getBytes(StandardCharsets.UTF_8);
        try {
            return membersOf(text, 0, text.length);
        } catch (MalformedJsonException e) {
            throw new IllegalStateException("an instance that is no JSON object: " + json, e);
        }
    }

    private static Map<String, String> membersOf(byte[] text, int from, int to) throws MalformedJsonException {
        Map<String, String> members = new LinkedHashMap<>();
        ObjectMembers.of(text, from, to, (name, begin, end) -> {
            members.remove(name);
            members.put(name, new String(text, begin, end - begin, StandardCharsets.UTF_8));
        });
        return members;
    }

    private static Map<String, String> metadataOf(Map<String, String> members) {
        Map<String, String> metadata = new LinkedHashMap<>();
        members.forEach((name, value) -> {
            char first = value.charAt(0);
            boolean own = name.equals(HOST) || name.equals(PORT) || name.equals(SECURE) || name.equals(STATUS);
            if (!own && first != '{' && first != '[' && first != 'n') {
                metadata.put(name, first == '"' ? Objects.requireNonNullElse(textOf(value), "") : value);
            }
        });
        return Collections.unmodifiableMap(metadata);
    }

    private static @Nullable String textOf(@Nullable String value) {
        if (value == null || !value.startsWith("\"")) {
            return null;
        }
        byte[] text = value.getBytes(StandardCharsets.UTF_8);
        try {
            return JsonValues.string(text, 0, text.length);
        } catch (MalformedJsonException e) {
            return null;
        }
    }

    /** A host that may stand in a URI and in a log line, else none. */
    private static String hostOf(@Nullable String value) {
        String text = Objects.requireNonNullElse(textOf(value), "");
        boolean usable = text.length() <= MOST_HOST_LENGTH
                && text.chars().allMatch(c -> c > ' ' && c != 0x7F && "/\\?#@\"<>[]".indexOf(c) < 0 && c < 0x80);
        return usable ? text : "";
    }

    private static int portOf(@Nullable String value) {
        if (value == null || !value.matches("[0-9]{1,5}")) {
            return 0;
        }
        int number = Integer.parseInt(value);
        return number <= 65535 ? number : 0;
    }

    private static int checkedPort(int port) {
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("port must be between 1 and 65535, not " + port);
        }
        return port;
    }

    private static String spelled(String name, Object value) {
        if (value instanceof CharSequence || value instanceof Character) {
            return JsonValues.quoted(value.toString());
        }
        boolean finite = !(value instanceof Double d && !Double.isFinite(d))
                && !(value instanceof Float f && !Float.isFinite(f));
        if (value instanceof Boolean || (value instanceof Number && finite)) {
            return value.toString();
        }
        throw new IllegalArgumentException(
                "member '%s' must be a text, a finite number or a boolean, not %s".formatted(name, value));
    }

    private static String bracketed(String host) {
        return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Instance that && id.equals(that.id) && json.equals(that.json);
    }

    @Override
    public int hashCode() {
        return 31 * id.hashCode() + json.hashCode();
    }

    /** Its id and its JSON, without line breaks or other control characters. */
    @Override
    public String toString() {
        return LogText.of(id + " " + json);
    }
}
