package hera.foundation.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import hera.foundation.access.Need.Decision;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GrantTest {
    private static final Map<String, Need> NEEDS = Map.of(
            "nothing", new Need.Nothing(),
            "client", new Need.AnyClient(),
            "read", new Need.Read("web"),
            "read all", new Need.ReadAll(),
            "write", new Need.Write("web", "web-1"),
            "write some", new Need.WriteSome(),
            "monitor", new Need.Monitor(),
            "nodes", new Need.MonitorOrPeer(),
            "peer", new Need.Peer(),
            "admin", new Need.Admin());

    private static Set<String> met(String... scopes) {
        Grant grant = Grant.of("web", List.of(scopes));
        Set<String> met = new TreeSet<>();
        new TreeMap<>(NEEDS).forEach((name, need) -> {
            if (Need.decide(need, grant) == Decision.ALLOWED) {
                met.add(name);
            }
        });
        return met;
    }

    @Test
    void eachScopeMeetsItsOwnNeedsAndNoOther() {
        assertThat(met()).containsOnly("nothing", "client");
        assertThat(met("read")).containsOnly("nothing", "client", "read", "read all");
        assertThat(met("read:web")).containsOnly("nothing", "client", "read");
        assertThat(met("read:other")).containsOnly("nothing", "client");
        assertThat(met("write")).containsOnly("nothing", "client", "write", "write some");
        assertThat(met("write:web/{subject}-*")).containsOnly("nothing", "client", "write", "write some");
        assertThat(met("write:web/other-*")).containsOnly("nothing", "client", "write some");
        assertThat(met("monitor")).containsOnly("nothing", "client", "monitor", "nodes");
        assertThat(met("peer")).containsOnly("nothing", "peer", "nodes");
    }

    @Test
    void adminIsAllButAPeer() {
        Set<String> all = new TreeSet<>(NEEDS.keySet());
        all.remove("peer");
        assertThat(met("admin")).isEqualTo(all);
    }

    @Test
    void withoutCredentialOnlyNothingIsAllowed() {
        NEEDS.forEach((name, need) -> assertThat(Need.decide(need, null))
                .as(name)
                .isEqualTo(name.equals("nothing") ? Decision.ALLOWED : Decision.UNKNOWN));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "reads",
                "READ",
                "read:",
                "write:",
                "write:web/",
                "write:/x",
                "read:web/x",
                "write:a/b/c",
                "admin:x",
                "monitor:",
                "peer:a",
                "read:{x}",
                "read: web"
            })
    void whatIsNoScopeIsRefusedByName(String scope) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Grant.of("me", List.of("read", scope)))
                .withMessageContaining("'" + scope + "'");
    }
}
