package hera.foundation.access;

import static java.util.Map.entry;
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
    private static final Map<String, Need> NEEDS = Map.ofEntries(
            entry("nothing", new Need.Nothing()),
            entry("client", new Need.AnyClient()),
            entry("read", new Need.Read("web")),
            entry("read some", new Need.ReadSome()),
            entry("page", new Need.PageFile("main.js")),
            entry("write", new Need.Write("web", "web-1")),
            entry("write some", new Need.WriteSome()),
            entry("monitor", new Need.Monitor()),
            entry("nodes", new Need.MonitorOrPeer()),
            entry("peer", new Need.Peer()),
            entry("admin", new Need.Admin()));

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
        assertThat(met()).containsOnly("nothing", "client", "page");
        assertThat(met("read")).containsOnly("nothing", "client", "page", "read", "read some");
        assertThat(met("read:web")).containsOnly("nothing", "client", "page", "read", "read some");
        assertThat(met("read:other")).containsOnly("nothing", "client", "page", "read some");
        assertThat(met("write")).containsOnly("nothing", "client", "page", "write", "write some");
        assertThat(met("write:web/{subject}-*")).containsOnly("nothing", "client", "page", "write", "write some");
        assertThat(met("write:web/other-*")).containsOnly("nothing", "client", "page", "write some");
        assertThat(met("monitor")).containsOnly("nothing", "client", "page", "monitor", "nodes");
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
