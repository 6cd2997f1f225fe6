package hera.registry.resource;

import hera.foundation.http.PercentCodec;
import hera.foundation.json.MalformedInputException;
import hera.foundation.names.InstanceId;
import hera.foundation.names.ServiceName;
import hera.registry.wire.WireNames;
import org.jspecify.annotations.Nullable;

/** The resource that a path of the registry names. */
public sealed interface RegistryPath {
    /** The service whose changes can change this resource; null if changes of every service can. */
    default @Nullable ServiceName watched() {
        return null;
    }

    /** The request's headers on which the form of the response depends, by commas. */
    default String variesBy() {
        return "Accept, Accept-Encoding";
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
        public String variesBy() {
            return "Accept-Encoding";
        }

        @Override
        public ServiceName watched() {
            return service;
        }
    }

    /** A path of the node itself rather than of a service. */
    record OfNode(Endpoint endpoint) implements RegistryPath {
        @Override
        public String variesBy() {
            return endpoint.variesBy();
        }
    }

    /** A path that begins with a reserved name, and at which there is nothing. */
    record Reserved(String rawPath, String name) implements RegistryPath {}

    /** A path of more segments, which names nothing. */
    record Unknown() implements RegistryPath {}

    /**
     * Reads a path as it stood in the request line. Names are percent-decoded; a path of the node has one spelling, so
     * that nothing that looks at paths can be passed by another.
     *
     * @throws MalformedInputException BAD_PATH or BAD_NAME
     */
    static RegistryPath parse(String rawPath, WireNames names) throws MalformedInputException {
        if (rawPath.equals("/")) {
            return new Root();
        }
        int slash = rawPath.indexOf('/', 1);
        String first = PercentCodec.decodeSegment(slash < 0 ? rawPath.substring(1) : rawPath.substring(1, slash));
        if (ServiceName.isReserved(first)) {
            return node(rawPath, first);
        }
        if (slash < 0) {
            return new OfService(names.service(first));
        }
        if (rawPath.indexOf('/', slash + 1) >= 0) {
            return new Unknown();
        }
        return new OfInstance(
                names.service(first), names.instance(PercentCodec.decodeSegment(rawPath.substring(slash + 1))));
    }

    private static RegistryPath node(String rawPath, String name) {
        Endpoint endpoint = Endpoint.at(rawPath);
        return endpoint == null ? new Reserved(rawPath, name) : new OfNode(endpoint);
    }
}
