package hera.registry.api;

import hera.foundation.http.QueryString;
import hera.foundation.json.MalformedInput;
import hera.registry.wire.Where;

/**
 * One form of what a path names; has a tag of its own and can be waited for.
 *
 * @param target a service, an instance, or all services
 * @param where which instances of a service; everything for other targets
 */
record Representation(Target target, boolean pretty, Where where) {
    /** That of a request without a query. */
    static Representation plain(Target target) {
        return new Representation(target, false, Where.EVERYTHING);
    }

    static Representation of(Target target, QueryString query) throws MalformedInput {
        Where where = target instanceof Target.OfService ? Where.parse(query.all("where")) : Where.EVERYTHING;
        return new Representation(target, isOn(query, "pretty"), where);
    }

    /** Whether a flag such as {@code ?pretty} is given, with any value but {@code false}. */
    static boolean isOn(QueryString query, String flag) {
        String value = query.first(flag);
        return value != null && !value.equals("false");
    }
}
