package hera.sidecar.door;

import hera.foundation.access.Need;

/**
 * A path of the debug address, with the permission that a request needs. Each has one spelling; what is none of them is for
 * administrators, who are told that it is not there.
 */
public enum DebugPath {
    RING("/_ring"),
    METRICS("/metrics"),
    CLUSTER("/_cluster"),
    NODES("/_nodes"),
    DELTAS("/_deltas"),
    CREDENTIAL("/_credential"),
    CONSOLE("/_console"),
    CONSOLE_PAGE("/_console/"),
    CONSOLE_VIEWS("/_console/views"),
    CONSOLE_FILE("/_console/{file}"),
    ACTUATOR("/actuator"),
    HEALTH("/actuator/health"),
    HEALTH_LIVENESS("/actuator/health/liveness"),
    HEALTH_READINESS("/actuator/health/readiness"),
    HEALTH_GROUP("/actuator/health/{group}"),
    INFO("/actuator/info"),
    PROMETHEUS("/actuator/prometheus"),
    LIVEZ("/livez"),
    READYZ("/readyz"),
    NOWHERE("");

    private static final String INDEX = "index.html";

    private final String path;

    DebugPath(String path) {
        this.path = path;
    }

    /** The path, with a name in braces for what stands for others. */
    public String path() {
        return path;
    }

    /** Returns what a path names, as it stands in the request line. */
    public static DebugPath of(String rawPath) {
        for (DebugPath each : values()) {
            if (each != NOWHERE && each.path.equals(rawPath)) {
                return each;
            }
        }
        if (isBelow(CONSOLE_PAGE.path, rawPath)) {
            return CONSOLE_FILE;
        }
        return isBelow(HEALTH.path + "/", rawPath) ? HEALTH_GROUP : NOWHERE;
    }

    private static boolean isBelow(String folder, String rawPath) {
        return rawPath.startsWith(folder) && rawPath.substring(folder.length()).matches("(?!\\.{1,2}$)[A-Za-z0-9._-]+");
    }

    /** Returns the permission that a request with that method needs; the highest for a method that only changes something. */
    public static Need need(String method, String rawPath) {
        DebugPath path = of(rawPath);
        if (path == DELTAS) {
            return new Need.Peer();
        }
        return method.equals("GET") || method.equals("HEAD") ? path.readingNeed(rawPath) : new Need.Admin();
    }

    private Need readingNeed(String rawPath) {
        return switch (this) {
            case HEALTH_LIVENESS, HEALTH_READINESS -> new Need.Nothing();
            case CONSOLE_PAGE -> new Need.PageFile(INDEX);
            case CONSOLE_FILE -> new Need.PageFile(rawPath.substring(CONSOLE_PAGE.path.length()));
            case CONSOLE, CREDENTIAL -> new Need.AnyClient();
            case RING,
                    METRICS,
                    CLUSTER,
                    NODES,
                    CONSOLE_VIEWS,
                    ACTUATOR,
                    HEALTH,
                    HEALTH_GROUP,
                    INFO,
                    PROMETHEUS,
                    LIVEZ,
                    READYZ -> new Need.Monitor();
            case DELTAS -> new Need.Peer();
            case NOWHERE -> new Need.Admin();
        };
    }
}
