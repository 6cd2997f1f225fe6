package hera.registry.resource;

import hera.foundation.http.PercentCodec;
import hera.foundation.json.MalformedInputException;
import hera.foundation.json.MalformedInputException.Reason;
import hera.foundation.names.InstanceId;
import hera.foundation.names.ServiceName;
import hera.registry.wire.WireNames;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The resource that a path of the registry names. */
public sealed interface RegistryPath {
    /** The service whose changes can change this resource; null if changes of every service can. */
    default @Nullable ServiceName watched() {
        return null;
    }

    /** {@code /}: all services. */
    record Root() implements RegistryPath {}

    /** {@code /service}. */
    record OfService(ServiceName service) implements RegistryPath {
        @Override
        public ServiceName watched() {
            return service;
        }
    }

    /** {@code /service/id}. */
    record OfInstance(ServiceName service, InstanceId id) implements RegistryPath {
        @Override
        public ServiceName watched() {
            return service;
        }
    }

    /** A path of more segments, which names nothing. */
    record Unknown() implements RegistryPath {}

    /** Returns whether the path belongs to the node itself rather than to a service. */
    static boolean isReserved(String rawPath) {
        return rawPath.startsWith("/_") || rawPath.equals("/actuator") || rawPath.startsWith("/actuator/");
    }

    /**
     * Reads a path as it stood in the request line.
     *
     * @throws MalformedInputException BAD_PATH or BAD_NAME
     */
    static RegistryPath parse(String rawPath, int maxNameBytes) throws MalformedInputException {
        if (rawPath.equals("/")) {
            return new Root();
        }
        int slash = rawPath.indexOf('/', 1);
        if (slash < 0) {
            return new OfService(service(rawPath.substring(1), maxNameBytes));
        }
        if (rawPath.indexOf('/', slash + 1) >= 0) {
            return new Unknown();
        }
        ServiceName service = service(rawPath.substring(1, slash), maxNameBytes);
        InstanceId id = WireNames.instance(PercentCodec.decodeSegment(rawPath.substring(slash + 1)));
        check("instance id", id.utf8().length, maxNameBytes);
        return new OfInstance(service, id);
    }

    private static ServiceName service(String raw, int maxNameBytes) throws MalformedInputException {
        ServiceName service = WireNames.service(PercentCodec.decodeSegment(raw));
        checkReserved(service);
        // a name of n characters has at most 3 n bytes
        if (service.value().length() > maxNameBytes / 3) {
            check("service name", service.value().getBytes(StandardCharsets.UTF_8).length, maxNameBytes);
        }
        return service;
    }

    /**
     * Refuses a name that no client may register.
     *
     * @throws MalformedInputException BAD_NAME
     */
    static void checkReserved(ServiceName service) throws MalformedInputException {
        if (isReserved(service)) {
            throw reserved(service.value());
        }
    }

    /** Returns whether no client may register under this name. */
    static boolean isReserved(ServiceName service) {
        return service.value().startsWith("_") || service.value().equals("actuator");
    }

    /** The error for a reserved name. */
    static MalformedInputException reserved(String name) {
        return new MalformedInputException(
                Reason.BAD_NAME,
                "'" + name + "' is reserved: a service name must not begin with _ and must not be actuator");
    }

    private static void check(String what, int bytes, int maxNameBytes) throws MalformedInputException {
        if (bytes > maxNameBytes) {
            throw new MalformedInputException(
                    Reason.BAD_NAME,
                    what + " must be at most " + maxNameBytes + " bytes of UTF-8, not " + bytes + " (max-name-bytes)");
        }
    }
}
