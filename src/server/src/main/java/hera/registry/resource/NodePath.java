package hera.registry.resource;

import hera.foundation.access.Need;
import hera.foundation.json.LogSafe;
import hera.foundation.json.MalformedInputException;
import hera.foundation.names.NearMiss;
import hera.foundation.names.ServiceName;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A path of the node itself, with the methods that it knows. Each has one spelling: no percent-encoding, no {@code ;},
 * no empty and no dot segments. Only the service at the end of {@link #TARGETS_OF} is encoded as in all other paths.
 */
public enum NodePath {
    BATCH("/_batch", Allow.POST, Query.NONE),
    CLUSTER("/_cluster", Allow.GET, Query.CLUSTER),
    CONSOLE("/_console", Allow.GET, Query.NONE),
    CONSOLE_PAGE("/_console/", Allow.GET, Query.NONE),
    CONSOLE_FILE("/_console/{file}", Allow.GET, Query.NONE),
    CREDENTIAL("/_credential", Allow.GET, Query.NONE),
    DELTAS("/_deltas", Allow.GET_AND_POST, null),
    NODES("/_nodes", Allow.GET, Query.PRETTY),
    OPENAPI("/_openapi.yaml", Allow.GET, Query.NONE),
    TARGETS("/_sd/prometheus", Allow.GET, Query.NONE),
    TARGETS_OF("/_sd/prometheus/{service}", Allow.GET, Query.NONE),
    WATCH("/_watch", Allow.POST, Query.WAIT),
    ACTUATOR("/actuator", Allow.GET, Query.NONE),
    HEALTH("/actuator/health", Allow.GET, Query.NONE),
    HEALTH_LIVENESS("/actuator/health/liveness", Allow.GET, Query.NONE),
    HEALTH_READINESS("/actuator/health/readiness", Allow.GET, Query.NONE),
    HEALTH_GROUP("/actuator/health/{group}", Allow.GET, Query.NONE),
    INFO("/actuator/info", Allow.GET, Query.NONE),
    METRICS("/actuator/prometheus", Allow.GET, Query.METRICS),
    LIVENESS("/livez", Allow.GET, Query.NONE),
    READINESS("/readyz", Allow.GET, Query.NONE);

    /** The methods of the paths, as the header {@code Allow} lists them. */
    private static final class Allow {
        static final String GET = "GET, HEAD, OPTIONS";
        static final String POST = "POST, OPTIONS";
        static final String GET_AND_POST = "GET, HEAD, POST, OPTIONS";
    }

    /** The query parameters of the paths. */
    private static final class Query {
        static final KnownParameters NONE = KnownParameters.of();
        static final KnownParameters CLUSTER = KnownParameters.of("writes", "digests");
        static final KnownParameters PRETTY = KnownParameters.of("pretty");
        static final KnownParameters WAIT = KnownParameters.of("wait");
        static final KnownParameters METRICS = KnownParameters.of().andAny("includedNames");
    }

    private static final Map<String, NodePath> EXACT = Arrays.stream(values())
            .filter(each -> each.stem.equals(each.path))
            .collect(Collectors.toUnmodifiableMap(each -> each.path, Function.identity()));

    private static final List<NodePath> OPEN =
            Arrays.stream(values()).filter(each -> !each.stem.equals(each.path)).toList();

    private static final Pattern PLAIN = Pattern.compile("(?!\\.{1,2}$)[A-Za-z0-9._-]+");

    private static final Pattern MISSPELT = Pattern.compile("[%;\\\\]|/\\.{0,2}(/|$)");

    private static final String INDEX = "index.html";
    private static final int LONGEST_HINTED = 255;

    private final String path;
    private final String stem;
    private final String allowed;

    @SuppressWarnings("ImmutableEnumChecker") // a list that nobody can change
    private final @Nullable KnownParameters parameters;

    /**
     * @param path the path, perhaps with a variable at its end, which stands for the rest
     * @param parameters null for a path whose parameters are not fixed
     */
    NodePath(String path, String allowed, @Nullable KnownParameters parameters) {
        this.path = path;
        int variable = path.indexOf('{');
        this.stem = variable < 0 ? path : path.substring(0, variable);
        this.allowed = allowed;
        this.parameters = parameters;
    }

    /** The path; a variable at its end stands for the rest. */
    public String path() {
        return path;
    }

    /** The methods that this path knows, separated by commas. */
    public String allowed() {
        return allowed;
    }

    /**
     * Refuses a query with a parameter that this path does not know.
     *
     * @throws MalformedInputException BAD_QUERY
     */
    public void checkQuery(@Nullable String raw) throws MalformedInputException {
        if (parameters != null) {
            parameters.parse(raw);
        }
    }

    /** The request's headers on which the form of the response depends; the web server adds the coding of metrics. */
    String variesBy() {
        boolean byAccept = this == DELTAS || path.startsWith("/actuator") || this == LIVENESS || this == READINESS;
        return byAccept ? "Accept" : "Accept-Encoding";
    }

    /** Whether the method is one of {@link #allowed}. */
    public boolean knows(String method) {
        return switch (method) {
            case "GET", "HEAD" -> !allowed.equals(Allow.POST);
            case "POST" -> !allowed.equals(Allow.GET);
            default -> method.equals("OPTIONS");
        };
    }

    /**
     * The permission that a request needs. The switch names every path, so that a new one does not compile without
     * its scope.
     *
     * @param service the service at the end of the path; null for none
     * @param name of a file at the end of the path
     */
    Need need(String method, @Nullable ServiceName service, String name) {
        if (!knows(method)) {
            return new Need.Admin();
        }
        boolean isRead = !method.equals("OPTIONS");
        return switch (this) {
            case HEALTH_LIVENESS, HEALTH_READINESS -> isRead ? new Need.Nothing() : new Need.AnyClient();
            case CONSOLE_PAGE -> isRead ? new Need.PageFile(INDEX) : new Need.AnyClient();
            case CONSOLE_FILE -> isRead ? new Need.PageFile(name) : new Need.AnyClient();
            case OPENAPI, CREDENTIAL, CONSOLE -> new Need.AnyClient();
            case BATCH -> new Need.WriteSome();
            case TARGETS, WATCH -> new Need.ReadSome();
            case TARGETS_OF -> service == null ? new Need.ReadSome() : new Need.Read(service.value());
            case DELTAS -> new Need.Peer();
            case NODES -> new Need.MonitorOrPeer();
            case CLUSTER, ACTUATOR, HEALTH, HEALTH_GROUP, INFO, METRICS, LIVENESS, READINESS -> new Need.Monitor();
        };
    }

    /** Returns the rest of a path below this one, from the slash at the end of the stem on. */
    String rest(String rawPath) {
        return rawPath.substring(stem.length() - 1);
    }

    /** Returns what stands for the variable at the end; empty where there is none. */
    String name(String rawPath) {
        return rawPath.substring(stem.length());
    }

    /** Returns whether a path without a resource is written as none of the node's is: some layer could take it for one. */
    static boolean isMisspelt(RegistryPath.Reserved target) {
        return !target.name().equals("eureka")
                && MISSPELT.matcher(target.rawPath()).find();
    }

    /** The node path at a path as it stood in the request line, or null. */
    static @Nullable NodePath at(String rawPath) {
        NodePath exact = EXACT.get(rawPath);
        if (exact != null) {
            return exact;
        }
        for (NodePath each : OPEN) {
            if (rawPath.startsWith(each.stem)) {
                String rest = rawPath.substring(each.stem.length());
                return each == TARGETS_OF || PLAIN.matcher(rest).matches() ? each : null;
            }
        }
        return null;
    }

    /** The detail of the problem for a reserved path without a resource: names the nearest path, and all that exist. */
    public static String absent(RegistryPath.Reserved target) {
        String all = Arrays.stream(values()).map(each -> each.path).collect(Collectors.joining(" "));
        return "there is nothing at '" + LogSafe.of(target.rawPath()) + "'" + near(target)
                + "; names that begin with _ and actuator, eureka, livez and readyz are reserved; the node's own paths"
                + " are "
                + all;
    }

    private static String near(RegistryPath.Reserved target) {
        String raw = target.rawPath();
        if (raw.length() > LONGEST_HINTED) {
            return "";
        }
        String decoded = "/" + target.name();
        int second = raw.indexOf('/', 1);
        String spelt = second < 0 ? decoded : decoded + raw.substring(second);
        String plain = spelt.replaceAll(";[^/]*", "").replaceAll("/+$", "");
        if (at(plain) == null) {
            return NearMiss.hint(LogSafe.of(plain), EXACT.keySet());
        }
        return raw.equals(plain + "/")
                ? ", but there is " + plain + ", without the slash at the end"
                : ", but there is " + plain + ", in this spelling only";
    }
}
