package hera.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hera.client.http.NodeRequest;
import hera.client.twin.MemoryNode;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A token that becomes another while the client runs. */
class RotatedTokenTest {
    private static final Instance ME = Instance.of("10.0.0.100", 9000);
    private static final String ID = "10.0.0.100:9000";

    private final TwinWorld world = new TwinWorld(4);
    private final MemoryNode node = world.node("n1", "10.0.0.1");
    private final AtomicReference<String> token = new AtomicReference<>("former");
    private final Set<String> valid = new HashSet<>(Set.of("former"));
    private final TwinWorld.Member client =
            world.client("10.0.0.100", builder -> builder.node("10.0.0.1:3222").token(() -> token.get()));

    @BeforeEach
    void nodeTakesValidTokensOnly() {
        node.refuse(request -> valid.contains(bearer(request)) ? null : 401);
    }

    private static String bearer(NodeRequest request) {
        return request.headers().getOrDefault("Authorization", "").replaceFirst("Bearer ", "");
    }

    private void isHeldFor(int millis) {
        for (int i = 0; i < millis; i++) {
            world.run(1);
            assertThat(node.holds("web", ID)).isTrue();
        }
    }

    /** Whether what is sent now and held is by the new token alone. */
    private void heldByTheNewTokenAlone() {
        assertThat(node.holds()).isOne();
        world.network.takeRequests();
        world.run(60_000);
        assertThat(world.network.takeRequests()).noneMatch(line -> line.startsWith("PUT"));
    }

    @Test
    void newTokenTakesTheHoldOverWithoutAGap() {
        client.register("web", ME, Lease.held());
        world.run(20_000);
        valid.add("new");
        token.set("new");
        world.network.takeRequests();
        isHeldFor(6_000);
        assertThat(world.network.takeRequests())
                .filteredOn(line -> line.startsWith("PUT"))
                .hasSize(1);
        heldByTheNewTokenAlone();
    }

    @Test
    void tokenThatNodesDoNotKnowYetEndsNoHold() {
        client.register("web", ME, Lease.held());
        world.run(20_000);
        token.set("new");
        isHeldFor(10_000);
        valid.add("new");
        isHeldFor(30_000);
        valid.remove("former");
        heldByTheNewTokenAlone();
    }

    @Test
    void heartbeatsGoOnWithTheNewToken() {
        client.register("web", ME, Lease.ttl(Duration.ofSeconds(10)));
        world.run(20_000);
        valid.add("new");
        token.set("new");
        valid.remove("former");
        isHeldFor(60_000);
    }

    @Test
    void supplierThatFailsLeavesTheFormerToken() {
        client.register("web", ME, Lease.ttl(Duration.ofSeconds(10)));
        world.run(20_000);
        for (String wrong : new String[] {"", "two\nlines", "n\u00e9e", null}) {
            token.set(wrong);
            isHeldFor(15_000);
        }
    }

    @Test
    void supplierThatFailsAtTheStartIsToldAtOnce() {
        assertThatThrownBy(() -> new HeraClient.Builder(name -> null)
                        .token(() -> "two\nlines")
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a token must be of printable ASCII characters");
    }
}
