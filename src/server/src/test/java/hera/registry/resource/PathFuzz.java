package hera.registry.resource;

import hera.foundation.access.Need;
import hera.foundation.json.MalformedInputException;
import hera.fuzz.Fuzzing;
import hera.registry.wire.WireNames;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Pattern;

/** Target of fuzzing: a path, with the decision. No path is public that is not one of the public ones, byte for byte. */
public final class PathFuzz {
    private static final Set<String> PUBLIC = Set.of("/actuator/health/liveness", "/actuator/health/readiness");
    private static final Pattern PAGE = Pattern.compile("/_console/[A-Za-z0-9._-]*");

    private PathFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        String path = "/" + new String(input, StandardCharsets.ISO_8859_1);
        RegistryPath target;
        try {
            target = RegistryPath.parse(path, WireNames.ANY);
            Fuzzing.check(target.equals(RegistryPath.parse(path, WireNames.ANY)), "a path has one meaning");
        } catch (MalformedInputException e) {
            Fuzzing.check(!String.valueOf(e.getMessage()).isEmpty(), "a refusal says why");
            return;
        }
        for (String method : new String[] {"GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS", "TRACE", "get", ""}) {
            isClosed(path, method, target.need(method));
        }
    }

    private static void isClosed(String path, String method, Need need) {
        boolean isRead = method.equals("GET") || method.equals("HEAD");
        if (need instanceof Need.Nothing) {
            Fuzzing.check(isRead && PUBLIC.contains(path), "public: " + method + " " + path);
        } else if (need instanceof Need.PageFile) {
            Fuzzing.check(isRead && PAGE.matcher(path).matches(), "a file of the page: " + method + " " + path);
        } else {
            Fuzzing.check(Need.decide(need, null) == Need.Decision.UNKNOWN, "closed: " + method + " " + path);
        }
    }
}
