package hera.registry.api;

import hera.foundation.http.QueryString;
import hera.foundation.json.MalformedInputException;
import hera.registry.wire.InstanceFilter;

/**
 * One form of what a path names; has a tag of its own and can be waited for.
 *
 * @param target a service, an instance, or all services
 * @param where which instances of a service; everything for other targets
 */
record Representation(RegistryPath target, boolean pretty, InstanceFilter where) {
    /** That of a request without a query. */
    static Representation plain(RegistryPath target) {
        return new Representation(target, false, InstanceFilter.EVERYTHING);
    }

    static Representation of(RegistryPath target, QueryString query) throws MalformedInputException {
        InstanceFilter where = target instanceof RegistryPath.OfService
                ? InstanceFilter.parse(query.all("where"))
                : InstanceFilter.EVERYTHING;
        return new Representation(target, isOn(query, "pretty"), where);
    }

    /** Whether a flag such as {@code ?pretty} is given, with any value but {@code false}. */
    static boolean isOn(QueryString query, String flag) {
        String value = query.first(flag);
        return value != null && !value.equals("false");
    }
}
