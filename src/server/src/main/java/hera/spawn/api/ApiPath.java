package hera.spawn.api;

import hera.foundation.access.Need;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A path of the operators' port, with its methods and the permission that each needs. A request is decided and handled by the
 * same one; what is none of them needs a credential, and is not there.
 */
enum ApiPath {
    ROOT("/", "GET, HEAD"),
    CONSOLE("/_console", "GET, HEAD"),
    CONSOLE_PAGE("/_console/", "GET, HEAD"),
    CONSOLE_FILE("/_console/{file}", "GET, HEAD"),
    CREDENTIAL("/_credential", "GET, HEAD"),
    OPENAPI("/_openapi.yaml", "GET, HEAD"),
    HEALTH("/actuator/health", "GET, HEAD"),
    HEALTH_LIVENESS("/actuator/health/liveness", "GET, HEAD"),
    HEALTH_READINESS("/actuator/health/readiness", "GET, HEAD"),
    LOGGERS("/actuator/loggers", "GET, HEAD"),
    LOGGER("/actuator/loggers/{name}", "GET, HEAD, POST"),
    PROMETHEUS("/actuator/prometheus", "GET, HEAD"),
    INFO("/info", "GET, HEAD"),
    LIST("/list", "GET, HEAD"),
    METRICS("/metrics", "GET, HEAD"),
    NODES("/nodes", "GET, HEAD, PUT, DELETE"),
    NODES_OF_HOST("/nodes/{host}", "GET, HEAD, DELETE"),
    NODE("/nodes/{host}/{port}", "GET, HEAD, PUT, DELETE"),
    DEAD("/nodes/{host}/{port}/dead", "GET, HEAD, DELETE"),
    DEAD_LETTER("/nodes/{host}/{port}/dead/{id}", "GET, HEAD, DELETE"),
    REPLAY("/nodes/{host}/{port}/dead/replay", "POST"),
    REPLAY_ONE("/nodes/{host}/{port}/dead/{id}/replay", "POST"),
    STATUS("/status", "GET, HEAD"),
    WRITES("/writes", "GET, HEAD"),
    WRITE("/writes/{id}", "GET, HEAD"),
    NOWHERE("", "");

    private static final Pattern FILE = Pattern.compile("/_console/(?!\\.{1,2}$)[A-Za-z0-9._-]+");
    private static final Pattern LOGGER_NAME = Pattern.compile("/actuator/loggers/[A-Za-z0-9._$]+");
    private static final String INDEX = "index.html";

    private final String path;
    private final String allowed;

    ApiPath(String path, String allowed) {
        this.path = path;
        this.allowed = allowed;
    }

    /** The path, with names in braces for what stands for others. */
    String path() {
        return path;
    }

    /** The methods, as the header {@code Allow} lists them. */
    String allowed() {
        return allowed;
    }

    boolean isOfPage() {
        return this == CONSOLE || this == CONSOLE_PAGE || this == CONSOLE_FILE;
    }

    boolean knows(String method) {
        return Arrays.asList(allowed.split(", ", -1)).contains(method);
    }

    /**
     * Returns the permission that a request needs.
     *
     * @param rawPath as it stood in the request line
     */
    Need need(String method, String rawPath) {
        if (this != NOWHERE && !knows(method)) {
            return new Need.Admin();
        }
        boolean isRead = method.equals("GET") || method.equals("HEAD");
        return switch (this) {
            case HEALTH_LIVENESS, HEALTH_READINESS -> new Need.Nothing();
            case CONSOLE_PAGE -> new Need.PageFile(INDEX);
            case CONSOLE_FILE -> new Need.PageFile(rawPath.substring(CONSOLE_PAGE.path.length()));
            case ROOT, CONSOLE, CREDENTIAL, OPENAPI, LIST, NOWHERE -> new Need.AnyClient();
            case HEALTH, LOGGERS, PROMETHEUS, INFO, METRICS, STATUS, WRITES, WRITE -> new Need.Monitor();
            case LOGGER, NODES, NODES_OF_HOST, NODE, DEAD -> isRead ? new Need.Monitor() : new Need.Admin();
            case DEAD_LETTER, REPLAY, REPLAY_ONE -> new Need.Admin();
        };
    }

    /**
     * Returns what a path names. What needs no credential, and each path with a fixed name, has one spelling.
     *
     * @param segments of the path, decoded, without empty ones
     */
    static ApiPath of(String rawPath, List<String> segments) {
        for (ApiPath each : values()) {
            if (each != NOWHERE && each.path.equals(rawPath)) {
                return each;
            }
        }
        if (rawPath.isEmpty()) {
            return ROOT;
        }
        String first = segments.isEmpty() ? "" : segments.get(0);
        return switch (first) {
            case "_console" -> FILE.matcher(rawPath).matches() ? CONSOLE_FILE : NOWHERE;
            case "actuator" -> LOGGER_NAME.matcher(rawPath).matches() ? LOGGER : NOWHERE;
            case "list" -> LIST;
            case "nodes" -> node(segments);
            case "writes" -> segments.size() < 3 ? List.of(WRITES, WRITE).get(segments.size() - 1) : NOWHERE;
            case "status" -> alone(STATUS, segments);
            case "info" -> alone(INFO, segments);
            case "metrics" -> alone(METRICS, segments);
            default -> NOWHERE;
        };
    }

    /** A path of one segment, perhaps with a slash at its end. */
    private static ApiPath alone(ApiPath path, List<String> segments) {
        return segments.size() == 1 ? path : NOWHERE;
    }

    private static ApiPath node(List<String> segments) {
        int size = segments.size();
        if (size < 4) {
            return List.of(NODES, NODES_OF_HOST, NODE).get(size - 1);
        }
        if (!segments.get(3).equals("dead") || size > 6) {
            return NOWHERE;
        }
        if (size == 6) {
            return segments.get(5).equals("replay") ? REPLAY_ONE : NOWHERE;
        }
        if (size == 4) {
            return DEAD;
        }
        return segments.get(4).equals("replay") ? REPLAY : DEAD_LETTER;
    }
}
