package hera.registry.resource;

import hera.foundation.json.JsonScanner;
import hera.foundation.json.JsonText;
import hera.foundation.json.LogSafe;
import hera.foundation.json.MalformedInputException;
import hera.foundation.json.MalformedInputException.Reason;
import hera.foundation.names.ServiceName;
import hera.registry.wire.WireNames;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One service of a request to {@code /_watch}, and the state of it that the client knows.
 *
 * @param representation the plain one of the service
 * @param known the entity tag that the client saw last, as {@code If-None-Match} has it; empty for none
 */
public record WatchedService(Representation representation, String known) {
    /** The most bytes of a body. */
    public static final int MOST_BYTES = 64 << 10;

    /** The most services in a body. */
    public static final int MOST_NAMES = 1_000;

    /** The service's name. */
    public ServiceName service() {
        return ((RegistryPath.OfService) representation.target()).service();
    }

    /**
     * Reads the body of a request: an object from service to the tag last seen, or null.
     *
     * @param names the rules for names
     * @throws MalformedInputException TOO_LARGE for more than {@link #MOST_BYTES} or {@link #MOST_NAMES}; BAD_NAME for
     *     an invalid name of a service; BAD_SHAPE for a value that is neither a tag nor null, for a service that comes
     *     twice, and for no service; other reasons for malformed JSON
     */
    public static List<WatchedService> parse(byte[] body, WireNames names) throws MalformedInputException {
        if (body.length > MOST_BYTES) {
            throw tooLarge("the body has more bytes than the " + MOST_BYTES + " allowed");
        }
        JsonScanner json = new JsonScanner(body, 0, body.length);
        Map<ServiceName, WatchedService> services = new LinkedHashMap<>();
        json.expect('{', "to begin an object from service to tag");
        boolean more = !json.take('}');
        while (more) {
            WatchedService one = member(json, body, names);
            if (services.put(((RegistryPath.OfService) one.representation.target()).service(), one) != null) {
                throw badShape(one, "is there twice");
            }
            if (services.size() > MOST_NAMES) {
                throw tooLarge("the body names more than the " + MOST_NAMES + " services allowed");
            }
            more = json.more('}');
        }
        json.end();
        if (services.isEmpty()) {
            throw new MalformedInputException(
                    Reason.BAD_SHAPE, "the body names no service: send {\"<service>\": \"<tag>\" or null, ...}");
        }
        return List.copyOf(services.values());
    }

    private static WatchedService member(JsonScanner json, byte[] body, WireNames names)
            throws MalformedInputException {
        int nameEnd = json.name();
        refuseFlaw(json);
        ServiceName service = names.service(JsonText.unquote(body, json.from(), nameEnd));
        WireNames.checkReserved(service);
        Representation plain = Representation.plain(new RegistryPath.OfService(service));
        json.value();
        refuseFlaw(json);
        return switch (body[json.from()]) {
            case 'n' -> new WatchedService(plain, "");
            case '"' -> new WatchedService(plain, JsonText.unquote(body, json.from(), json.at()));
            default -> throw badShape(new WatchedService(plain, ""), "must have a tag in a string, or null");
        };
    }

    /**
     * Returns this with the response's own tag if the client knows it: then all clients that know it share one string.
     */
    WatchedService sharing(CachedResponse response) {
        return response.isKnownBy(known) ? new WatchedService(representation, response.tag()) : this;
    }

    private static void refuseFlaw(JsonScanner json) throws MalformedInputException {
        MalformedInputException flaw = json.takeFlaw();
        if (flaw != null) {
            throw flaw;
        }
    }

    private static MalformedInputException badShape(WatchedService one, String why) {
        String service =
                ((RegistryPath.OfService) one.representation.target()).service().value();
        return new MalformedInputException(Reason.BAD_SHAPE, "service '" + LogSafe.of(service) + "' " + why);
    }

    private static MalformedInputException tooLarge(String found) {
        return new MalformedInputException(Reason.TOO_LARGE, found + "; use several requests");
    }
}
