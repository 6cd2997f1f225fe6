package hera.registry.resource;

import static org.assertj.core.api.Assertions.assertThat;

import hera.foundation.access.Grant;
import hera.foundation.access.Need;
import hera.foundation.access.Need.Decision;
import hera.foundation.json.MalformedInputException;
import hera.registry.wire.WireNames;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each path and method need. */
class RegistryPathTest {
    private static final List<String> METHODS =
            List.of("GET", "HEAD", "OPTIONS", "PUT", "DELETE", "POST", "PATCH", "TRACE", "CONNECT", "PROPFIND", "get");

    private static Need need(String method, String path) throws Exception {
        return RegistryPath.parse(path, WireNames.ANY).need(method);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /, ReadSome",
        "GET, /web, Read",
        "HEAD, /web/a, Read",
        "PUT, /web/a, Write",
        "DELETE, /web/a, Write",
        "PATCH, /web/a, Admin",
        "DELETE, /web, Admin",
        "POST, /_batch, WriteSome",
        "GET, /_batch, Admin",
        "POST, /_watch, ReadSome",
        "GET, /_deltas, Peer",
        "POST, /_deltas, Peer",
        "PUT, /_deltas, Admin",
        "GET, /_nodes, MonitorOrPeer",
        "GET, /_cluster, Monitor",
        "GET, /_openapi.yaml, AnyClient",
        "GET, /_credential, AnyClient",
        "GET, /_sd/prometheus, ReadSome",
        "GET, /_sd/prometheus/web, Read",
        "GET, /_sd/prometheus/web/x, ReadSome",
        "GET, /_sd/prometheus/_nodes, ReadSome",
        "GET, /actuator, Monitor",
        "GET, /actuator/health, Monitor",
        "GET, /actuator/health/liveness, Nothing",
        "GET, /actuator/health/readiness, Nothing",
        "POST, /actuator/health/readiness, Admin",
        "GET, /actuator/health/gossip, Monitor",
        "GET, /actuator/health/Liveness, Monitor",
        "GET, /actuator/prometheus, Monitor",
        "GET, /livez, Monitor",
        "GET, /readyz, Monitor",
        "GET, /_console/, PageFile",
        "OPTIONS, /_console/, AnyClient",
        "OPTIONS, /actuator/health/liveness, AnyClient",
        "GET, /_nowhere, AnyClient",
        "PUT, /actuator/x, AnyClient",
        "GET, /a/b/c, AnyClient",
    })
    void pathAndMethodHaveOneNeed(String method, String path, String expected) throws Exception {
        assertThat(need(method, path).getClass().getSimpleName()).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource
    void noMethodOfANodePathIsPublicButReads(NodePath path) {
        for (String method : METHODS) {
            Need need = path.need(method, null, "main.js");
            boolean reads = List.of("GET", "HEAD", "OPTIONS").contains(method);
            assertThat(reads || Need.decide(need, null) == Decision.UNKNOWN)
                    .as("%s %s", method, path)
                    .isTrue();
        }
    }

    /** A path that is not byte for byte public is not public, however a layer behind it might read it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/actuator/health/liveness/",
                "/actuator/health/liveness;x",
                "/actuator/health/%6Civeness",
                "/actuator//health/liveness",
                "/actuator/health/./liveness",
                "/actuator/health/x/../liveness",
                "/actuator/health\\liveness",
                "/%61ctuator/health/liveness",
                "/actuator/health/liveness%2F",
                "/_console/../_cluster",
                "/_console/%2e%2e/_cluster",
                "/_console/..",
                "/_console/a/b",
                "/_console;x/",
            })
    void otherSpellingsOfPublicPathsAreNotPublic(String path) throws Exception {
        Need need;
        try {
            need = need("GET", path);
        } catch (MalformedInputException e) {
            assertThat(e.reason()).isEqualTo(MalformedInputException.Reason.BAD_PATH);
            return;
        }
        assertThat(Need.decide(need, null)).isEqualTo(Decision.UNKNOWN);
    }

    @Test
    void namesAreDecodedOnceBeforeTheyAreMatched() throws Exception {
        Grant grant = Grant.of("me", List.of("write:web/a%2Fb"));
        assertThat(Need.decide(need("PUT", "/web/a%2Fb"), grant)).isEqualTo(Decision.ALLOWED);
        assertThat(Need.decide(need("PUT", "/%77eb/a%2fb"), grant)).isEqualTo(Decision.ALLOWED);
        assertThat(Need.decide(need("PUT", "/web/a%252Fb"), grant)).isEqualTo(Decision.DENIED);
    }
}
