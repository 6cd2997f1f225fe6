package hera.registry.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.harness.PlainSecurity;
import hera.harness.RawConnection;
import hera.harness.RunningNode;
import hera.registry.settings.ClientLimits;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a client may have of a node, open and closed. */
class ClientLimitsTest {
    private static final ClientLimits USUAL = ClientLimits.DEFAULT;
    private static final Duration SHORT = Duration.ofMillis(200);

    private static RunningNode open(ClientLimits limits) {
        return new RunningNode(settings -> settings.clients(limits));
    }

    private static RunningNode closed(Path folder, ClientLimits limits) {
        PlainSecurity security = new PlainSecurity(folder)
                .token("reader", "read")
                .token("writer", "write", "read")
                .token("monitor", "monitor")
                .token("peer", "peer")
                .write();
        return new RunningNode(settings -> settings.clients(limits).security(security.settings()));
    }

    private static ClientLimits connections(int most) {
        return new ClientLimits(most, null, null, USUAL.headerTimeout(), USUAL.bodyTimeout(), USUAL.idleTimeout());
    }

    private static ClientLimits held(int most) {
        return new ClientLimits(null, most, null, USUAL.headerTimeout(), USUAL.bodyTimeout(), USUAL.idleTimeout());
    }

    private static ClientLimits timeouts(Duration header, Duration body, Duration idle) {
        return new ClientLimits(null, null, null, header, body, idle);
    }

    private static double denied(RunningNode node, String reason) throws Exception {
        return metric(node, "hera_denied_total{reason=\"" + reason + "\"}");
    }

    private static double metric(RunningNode node, String name) throws Exception {
        return node.get("/actuator/prometheus", "Authorization", PlainSecurity.bearer("monitor"))
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow();
    }

    private static RawConnection connection(RunningNode node) throws IOException {
        return new RawConnection(node.application().port());
    }

    private static String read(String who) {
        return "GET /web HTTP/1.1\r\nHost: localhost\r\nAuthorization: " + PlainSecurity.bearer(who) + "\r\n\r\n";
    }

    @Test
    void anAddressHasSoManyConnectionsInAnOpenNode() throws Exception {
        try (RunningNode node = open(connections(3))) {
            assertThat(denied(node, "connections")).isZero(); // and keeps a connection
            List<RawConnection> both = new ArrayList<>(List.of(connection(node), connection(node)));
            for (RawConnection one : both) {
                assertThat(one.send(read("reader")).receive().status()).isEqualTo(200);
            }
            try (RawConnection third = connection(node)) {
                assertThat(third.isClosedByNode()).isTrue();
            }
            assertThat(denied(node, "connections")).isEqualTo(1);
            both.remove(0).close();
            await().untilAsserted(() -> {
                try (RawConnection next = connection(node)) {
                    assertThat(next.send(read("reader")).receive().status()).isEqualTo(200);
                }
            });
            both.get(0).close();
        }
    }

    @Test
    void aTokenHasSoManyConnectionsInAClosedNode(@TempDir Path folder) throws Exception {
        try (RunningNode node = closed(folder, connections(2));
                RawConnection first = connection(node)) {
            assertThat(first.send(read("reader")).receive().status()).isEqualTo(200);
            try (RawConnection second = connection(node)) {
                assertThat(second.send(read("reader")).receive().status()).isEqualTo(200);
                try (RawConnection third = connection(node)) {
                    RawConnection.Answer refused = third.send(read("reader")).receive();
                    assertThat(refused.status()).isEqualTo(429);
                    assertThat(refused.body()).contains("max-client-connections");
                    assertThat(refused.headers()).containsKey("retry-after");
                    assertThat(third.isClosedByNode()).isTrue();
                }
                assertThat(denied(node, "connections")).isEqualTo(1);
            }
            await().untilAsserted(() -> {
                try (RawConnection next = connection(node)) {
                    assertThat(next.send(read("reader")).receive().status()).isEqualTo(200);
                }
            });
        }
    }

    @Test
    void aClientHasSoManyRequestsASecond(@TempDir Path folder) throws Exception {
        ClientLimits one =
                new ClientLimits(null, null, 1, USUAL.headerTimeout(), USUAL.bodyTimeout(), USUAL.idleTimeout());
        try (RunningNode node = closed(folder, one)) {
            String bearer = PlainSecurity.bearer("reader");
            List<Integer> statuses = new ArrayList<>();
            await().until(() -> {
                HttpResponse<String> answer = node.get("/web", "Authorization", bearer);
                statuses.add(answer.statusCode());
                return answer.statusCode() == 429
                        && answer.headers().firstValue("Retry-After").equals(Optional.of("1"))
                        && answer.body().contains("max-client-requests");
            });
            assertThat(statuses.subList(0, 2)).containsExactly(200, 200);
            assertThat(node.get("/web", "Authorization", PlainSecurity.bearer("writer"))
                            .statusCode())
                    .isEqualTo(200);
            for (int i = 0; i < 5; i++) {
                assertThat(node.get("/actuator/health/readiness").statusCode()).isEqualTo(200);
            }
            assertThat(denied(node, "rate")).isPositive();
        }
    }

    @Test
    void aClientHoldsSoManyReads(@TempDir Path folder) throws Exception {
        try (RunningNode node = closed(folder, held(1))) {
            String tag = node.get("/web", "Authorization", PlainSecurity.bearer("reader"))
                    .headers()
                    .firstValue("ETag")
                    .orElseThrow();
            var waiting = node.sendAsync(node.to("/web?wait=60")
                    .headers("Authorization", PlainSecurity.bearer("reader"), "If-None-Match", tag));
            await().until(() -> metric(node, "hera_held_requests{kind=\"wait\"}") == 1);
            assertThat(waits(node, "reader", tag).body()).contains("max-client-held");
            assertThat(waits(node, "reader", tag).statusCode()).isEqualTo(429);
            assertThat(waits(node, "writer", tag).statusCode()).isEqualTo(304);
            assertThat(denied(node, "rate")).isEqualTo(2);
            assertThat(node.send(node.to("/web/a")
                                    .PUT(BodyPublishers.ofString("{}"))
                                    .header("Authorization", PlainSecurity.bearer("writer")))
                            .statusCode())
                    .isEqualTo(204);
            assertThat(waiting.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
            await().until(() -> waits(node, "reader", tag).statusCode() == 200);
        }
    }

    private static HttpResponse<String> waits(RunningNode node, String who, String tag) throws Exception {
        return node.get("/web?wait=0.1", "Authorization", PlainSecurity.bearer(who), "If-None-Match", tag);
    }

    @Test
    void aClientHoldsSoManyRegistrations() throws Exception {
        String hold = "PUT /web/%s?hold HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}";
        try (RunningNode node = open(held(1));
                RawConnection second = connection(node)) {
            try (RawConnection first = connection(node)) {
                assertThat(first.send(hold.formatted("a")).receiveHead().status())
                        .isEqualTo(200);
                RawConnection.Answer refused = second.send(hold.formatted("b")).receive();
                assertThat(refused.status()).isEqualTo(429);
                assertThat(refused.body()).contains("max-client-held");
                assertThat(node.get("/web/b").statusCode()).isEqualTo(404);
            }
            await().untilAsserted(() -> {
                try (RawConnection next = connection(node)) {
                    assertThat(next.send(hold.formatted("b")).receiveHead().status())
                            .isEqualTo(200);
                }
            });
        }
    }

    @Test
    void aHeadHasTheHeaderTimeout() throws Exception {
        try (RunningNode node = open(timeouts(SHORT, USUAL.bodyTimeout(), USUAL.idleTimeout()));
                RawConnection slow = connection(node)) {
            slow.send("GET / HT");
            assertThat(slow.isClosedByNode()).isTrue();
            assertThat(denied(node, "timeout")).isEqualTo(1);
        }
    }

    @Test
    void aBodyHasTheBodyTimeout() throws Exception {
        try (RunningNode node = open(timeouts(USUAL.headerTimeout(), SHORT, USUAL.idleTimeout()));
                RawConnection slow = connection(node)) {
            slow.send("PUT /web/a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{");
            RawConnection.Answer late = slow.receive();
            assertThat(late.status()).as(late.body()).isEqualTo(408);
            assertThat(late.body()).contains("body-timeout");
            assertThat(slow.isClosedByNode()).isTrue();
            assertThat(node.get("/web/a").statusCode()).isEqualTo(404);
            assertThat(denied(node, "timeout")).isEqualTo(1);
        }
    }

    @Test
    void aConnectionWithoutRequestsHasTheIdleTimeout() throws Exception {
        try (RunningNode node = open(timeouts(USUAL.headerTimeout(), USUAL.bodyTimeout(), SHORT));
                RawConnection silent = connection(node);
                RawConnection kept = connection(node)) {
            assertThat(kept.send(read("reader")).receive().status()).isEqualTo(200);
            assertThat(kept.isClosedByNode()).isTrue();
            assertThat(silent.isClosedByNode()).isTrue();
            assertThat(denied(node, "timeout")).isZero();
        }
    }

    @Test
    void malformedRequestsAreCountedInAnOpenNodeToo() throws Exception {
        try (RunningNode node = open(USUAL)) {
            for (String request : List.of(
                    "GET /web HTTP/1.1\r\n\r\n",
                    "GET /web HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                    "GET /_cluster;x HTTP/1.1\r\nHost: localhost\r\n\r\n")) {
                try (RawConnection raw = connection(node)) {
                    assertThat(raw.send(request).receive().status()).isGreaterThanOrEqualTo(400);
                }
            }
            assertThat(denied(node, "malformed")).isEqualTo(3);
            assertThat(node.get("/web?nonsense=1").statusCode()).isEqualTo(400);
            assertThat(denied(node, "malformed")).isEqualTo(3);
        }
    }

    @Test
    void nobodyIsAskedToContinueWhoWillBeDenied(@TempDir Path folder) throws Exception {
        String put = "PUT /web/a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nExpect: 100-continue\r\n";
        try (RunningNode node = closed(folder, USUAL);
                RawConnection denied = connection(node);
                RawConnection allowed = connection(node)) {
            assertThat(denied.send(put + "\r\n").receive().status()).isEqualTo(401);
            assertThat(denied.isClosedByNode()).isTrue();
            allowed.send(put + "Authorization: " + PlainSecurity.bearer("writer") + "\r\n\r\n");
            assertThat(allowed.receive().status()).isEqualTo(100);
            assertThat(allowed.send("{}").receive().status()).isEqualTo(204);
        }
    }
}
