package hera.registry.resource;

import hera.foundation.http.QueryString;
import hera.foundation.json.MalformedInputException;
import hera.registry.wire.InstanceFilter;

/**
 * One form of a resource. It has an entity tag of its own, and a client can wait for it to change.
 *
 * @param target a service, an instance, or all services
 * @param pretty whether the JSON is indented
 * @param where the filter for the instances of a service; everything for other targets
 */
public record Representation(RegistryPath target, boolean pretty, InstanceFilter where) {
    /** The representation for a request without a query. */
    public static Representation plain(RegistryPath target) {
        return new Representation(target, false, InstanceFilter.EVERYTHING);
    }

    /**
     * The representation that the query asks for.
     *
     * @throws MalformedInputException BAD_QUERY
     */
    public static Representation of(RegistryPath target, QueryString query) throws MalformedInputException {
        InstanceFilter where = target instanceof RegistryPath.OfService
                ? InstanceFilter.parse(query.all("where"))
                : InstanceFilter.EVERYTHING;
        return new Representation(target, query.isOn("pretty"), where);
    }
}
