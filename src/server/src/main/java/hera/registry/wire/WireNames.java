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
 * The check of received names, the same for a client's path, a line of a batch and a peer's tuple. Each method refuses
 * with BAD_NAME and a message that states the broken rule. Thread-safe.
 */
public final class WireNames {
    /** The names without a configured limit: up to 255 bytes. */
    public static final WireNames ANY = new WireNames(255);

    /** The most bytes of UTF-8 for one {@code char}. */
    private static final int MOST_BYTES_A_CHARACTER = 3;

    private final int maxBytes;

    /** @param maxBytes the longest service name or instance id, in bytes of UTF-8: {@code max-name-bytes} */
    public WireNames(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Returns a service name, which may be reserved. */
    public ServiceName service(String text) throws MalformedInputException {
        ServiceName service = checked(text, ServiceName::new);
        if (text.length() > maxBytes / MOST_BYTES_A_CHARACTER) {
            checkLength("service name", text.getBytes(StandardCharsets.UTF_8).length);
        }
        return service;
    }

    /** Returns the id of an instance. */
    public InstanceId instance(String text) throws MalformedInputException {
        InstanceId id = checked(text, InstanceId::new);
        checkLength("instance id", id.utf8().length);
        return id;
    }

    /** Returns a node's name; {@code max-name-bytes} does not apply to it. */
    public static NodeName node(String text) throws MalformedInputException {
        return checked(text, NodeName::new);
    }

    /** Refuses a service with a reserved name, because paths of the node itself begin with it. */
    public static void checkReserved(ServiceName service) throws MalformedInputException {
        if (service.isReserved()) {
            throw reserved(service.value());
        }
    }

    /** Returns the error for a write under a reserved name. */
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
