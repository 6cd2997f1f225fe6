package hera.sidecar.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import hera.foundation.http.HostPort;
import hera.foundation.time.ThreadTimer;
import hera.harness.FreePorts;
import hera.harness.RunningNode;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Members that find each other in a registry, which is a node in this process. */
class RegistryPresenceTest {
    private static final HostPort A = new HostPort("10.0.0.1", 5000);
    private static final HostPort B = new HostPort("10.0.0.2", 5000);

    @AutoClose
    private final RunningNode registry = new RunningNode();

    @AutoClose
    private final ThreadTimer timer = new ThreadTimer("test");

    private final Set<HostPort> foundByA = ConcurrentHashMap.newKeySet();
    private final RegistryClients clients = clients(registry.application().port());

    @Test
    void membersTellEachOtherAsTheyCome() throws Exception {
        RegistryPresence a = presence("a", A, foundByA);
        RegistryPresence b = presence("b", B, ConcurrentHashMap.newKeySet());
        a.start();
        await().until(() -> foundByA.contains(A));
        b.start();
        await().until(() -> foundByA.contains(B));
        assertThat(registry.get("/ring/b").body()).contains("\"host\":\"10.0.0.2\"", "\"port\":5000");
        b.stop();
        await().until(() -> registry.get("/ring/b").statusCode() == 404);
        assertThat(registry.get("/ring/a").statusCode()).isEqualTo(200);
        a.stop();
        await().until(() -> registry.get("/ring/a").statusCode() == 404);
    }

    @Test
    void sourceReadsHostAndPortOfInstancesThatHaveThem() throws Exception {
        registry.put("/ring/one", "{\"host\":\"10.0.0.1\",\"port\":5000}");
        registry.put("/ring/nowhere", "{\"host\":\"a:b\",\"port\":5000}");
        registry.put("/ring/odd", "{}");
        assertThat(MemberSource.hera(clients, "ring").read()).containsExactly(A);
    }

    @Test
    void registryThatIsAwayIsSaidInOneLine() {
        MemberSource source = MemberSource.hera(clients(FreePorts.any()), "ring");
        assertThat(source.isThereFromTheStart()).isFalse();
        assertThatThrownBy(source::read)
                .isInstanceOf(IOException.class)
                .hasMessage("no node of the registry has told its members in 2 s");
    }

    private static RegistryClients clients(int port) {
        return RegistryClients.of(List.of("127.0.0.1:" + port), null, null, false);
    }

    private RegistryPresence presence(String identity, HostPort address, Set<HostPort> found) {
        return RegistryPresence.of(clients, "ring", identity, address, timer, found::add);
    }
}
