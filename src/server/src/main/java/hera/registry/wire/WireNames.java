package hera.registry.wire;

import static hera.foundation.json.MalformedInputException.Reason.BAD_NAME;

import hera.foundation.json.LogSafe;
import hera.foundation.json.MalformedInputException;
import hera.foundation.names.InstanceId;
import hera.foundation.names.NodeName;
import hera.foundation.names.ServiceName;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/**
 * The rules for names out of what somebody sent, the same for a client's path, a line of a batch and a peer's tuple. Each
 * method refuses with BAD_NAME and a message that says which rule is broken. Thread-safe.
 */
public final class WireNames {
    /** No limit but that of the names themselves, which every node has. */
    public static final WireNames ANY = new WireNames(255);

    /** A character of a name has at most so many bytes of UTF-8. */
    private static final int MOST_BYTES_A_CHARACTER = 3;

    private final int maxBytes;

    /** @param maxBytes of a service name or an instance id, in UTF-8: the limit {@code max-name-bytes} */
    public WireNames(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** A service name, reserved or not. */
    public ServiceName service(String text) throws MalformedInputException {
        ServiceName service = checked(text, ServiceName::new);
        if (text.length() > maxBytes / MOST_BYTES_A_CHARACTER) {
            checkLength("service name", text.getBytes(StandardCharsets.UTF_8).length);
        }
        return service;
    }

    /** The id of an instance of a service. */
    public InstanceId instance(String text) throws MalformedInputException {
        InstanceId id = checked(text, InstanceId::new);
        checkLength("instance id", id.utf8().length);
        return id;
    }

    /** A node's name; {@code max-name-bytes} is about services and instances, and no limit of it. */
    public static NodeName node(String text) throws MalformedInputException {
        return checked(text, NodeName::new);
    }

    /** Refuses a service that no client may register, because paths that begin with its name are the node's own. */
    public static void checkReserved(ServiceName service) throws MalformedInputException {
        if (service.isReserved()) {
            throw reserved(service.value());
        }
    }

    /** The error for a write under a reserved name. */
    public static MalformedInputException reserved(String name) {
        return new MalformedInputException(
                BAD_NAME,
                "'" + LogSafe.of(name) + "' is reserved: a service name must not begin with _"
                        + " and must not be actuator, eureka, livez or readyz");
    }

    private void checkLength(String what, int bytes) throws MalformedInputException {
        if (bytes > maxBytes) {
            throw new MalformedInputException(
                    BAD_NAME,
                    what + " must be at most " + maxBytes + " bytes of UTF-8, not " + bytes + " (max-name-bytes)");
        }
    }

    private static <T> T checked(String text, Function<String, T> constructor) throws MalformedInputException {
        try {
            return constructor.apply(text);
        } catch (IllegalArgumentException e) {
            throw new MalformedInputException(BAD_NAME, String.valueOf(e.getMessage()));
        }
    }
}
