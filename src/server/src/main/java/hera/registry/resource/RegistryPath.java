package hera.registry.resource;

import hera.foundation.access.Grant;
import hera.foundation.access.Need;
import hera.foundation.http.PercentCodec;
import hera.foundation.json.LogSafe;
import hera.foundation.json.MalformedInputException;
import hera.foundation.names.InstanceId;
import hera.foundation.names.ServiceName;
import hera.registry.wire.WireNames;
import org.jspecify.annotations.Nullable;

/**
 * The resource that a path of the registry names. Each kind states the permission that it needs, so that none is open
 * by default.
 */
public sealed interface RegistryPath {
    /**
     * Returns the permission that a request with that method needs; the highest, if the resource does not support the
     * method.
     */
    Need need(String method);

    /** The service whose changes can change this resource; null if changes of every service can. */
    default @Nullable ServiceName watched() {
        return null;
    }

    /** The request's headers on which the form of the response depends, separated by commas. */
    default String variesBy() {
        return "Accept, Accept-Encoding";
    }

    /** {@code /}: all services. */
    record Root() implements RegistryPath {
        @Override
        public Need need(String method) {
            return switch (method) {
                case "GET", "HEAD", "OPTIONS" -> new Need.ReadSome();
                default -> new Need.Admin();
            };
        }
    }

    /** Of all services those that a credential may read. No path names it: it stands for {@link Root}. */
    record ReadableRoot(Grant reader) implements RegistryPath {
        @Override
        public Need need(String method) {
            return new Root().need(method);
        }
    }

    /** {@code /service}. */
    record OfService(ServiceName service) implements RegistryPath {
        @Override
        public Need need(String method) {
            return switch (method) {
                case "GET", "HEAD", "OPTIONS" -> new Need.Read(service.value());
                default -> new Need.Admin();
            };
        }

        @Override
        public ServiceName watched() {
            return service;
        }
    }

    /** {@code /service/id}. */
    record OfInstance(ServiceName service, InstanceId id) implements RegistryPath {
        @Override
        public Need need(String method) {
            return switch (method) {
                case "GET", "HEAD", "OPTIONS" -> new Need.Read(service.value());
                case "PUT", "DELETE" -> new Need.Write(service.value(), id.toString());
                default -> new Need.Admin();
            };
        }

        @Override
        public String variesBy() {
            return "Accept-Encoding";
        }

        @Override
        public ServiceName watched() {
            return service;
        }
    }

    /**
     * A path of the node itself rather than of a service.
     *
     * @param service the service at the end of the path; null for none
     * @param name of a file or group at the end of the path; empty for none
     */
    record OfNode(NodePath path, @Nullable ServiceName service, String name) implements RegistryPath {
        public OfNode(NodePath path) {
            this(path, null, "");
        }

        @Override
        public Need need(String method) {
            return path.need(method, service, name);
        }

        @Override
        public String variesBy() {
            return path.variesBy();
        }
    }

    /** A path without a resource that begins with a reserved name. */
    record Reserved(String rawPath, String name) implements RegistryPath {
        @Override
        public Need need(String method) {
            return new Need.AnyClient();
        }
    }

    /** A path of more than two segments, which names nothing. */
    record Unknown() implements RegistryPath {
        @Override
        public Need need(String method) {
            return new Need.AnyClient();
        }
    }

    /**
     * Reads a path as it stood in the request line. Names are percent-decoded; a path of the node has one spelling, so
     * that no check of paths can be evaded by another.
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
            return node(rawPath, first, names);
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

    private static RegistryPath node(String rawPath, String name, WireNames names) throws MalformedInputException {
        NodePath path = NodePath.at(rawPath);
        if (path == null) {
            Reserved absent = new Reserved(rawPath, name);
            if (NodePath.isMisspelt(absent)) {
                throw new MalformedInputException(
                        MalformedInputException.Reason.BAD_PATH,
                        "'" + LogSafe.of(name) + "' is reserved, and what begins with it has one spelling; "
                                + NodePath.absent(absent));
            }
            return absent;
        }
        if (path == NodePath.TARGETS_OF) {
            return parse(path.rest(rawPath), names) instanceof OfService named
                    ? new OfNode(path, named.service(), "")
                    : new OfNode(path);
        }
        return new OfNode(path, null, path.name(rawPath));
    }
}
