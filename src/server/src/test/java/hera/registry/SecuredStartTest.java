package hera.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import hera.foundation.access.SecuritySettings;
import hera.foundation.names.NodeName;
import hera.foundation.settings.InvalidSettingException;
import hera.harness.LogRecorder;
import hera.harness.PlainSecurity;
import hera.harness.RunningNode;
import hera.registry.settings.Limits;
import hera.registry.settings.RegistrySettings;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that cannot read all it needs to be closed does not start. */
class SecuredStartTest {
    @TempDir
    private Path folder;

    private static RegistrySettings with(SecuritySettings security) {
        return RegistrySettings.named(new NodeName("test"))
                .port(0)
                .security(security)
                .build();
    }

    private static void assertRefused(SecuritySettings security, String reason) {
        assertThatThrownBy(() -> RegistryNode.start(with(security)))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining(reason);
        assertThatThrownBy(() -> RegistryNode.check(with(security)))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void tokensThatAreNotThereOrBrokenStopTheStart() throws Exception {
        PlainSecurity files = new PlainSecurity(folder);
        assertRefused(files.settings(), "tokens.yml: no such file");
        files.write("tokens:\n  - {name: a, token: secret-secret-secret, scopes: [read]}\n");
        assertRefused(files.settings(), "tokens.yml:2: tokens.token: a plain token must not stand here");
    }

    @Test
    void peersTokenMustBeOne() throws Exception {
        PlainSecurity files = new PlainSecurity(folder).token("reader", "read").write();
        assertRefused(files.settings(), "has no token of scope peer of");
        Files.writeString(folder.resolve("peer"), "short");
        assertRefused(files.settings(), "must have one token of 16 to 512 visible characters");
        Files.delete(folder.resolve("peer"));
        assertRefused(files.settings(), "peer: no such file");
    }

    @Test
    void fileThatOthersMayReadIsAWarning() throws Exception {
        PlainSecurity files = new PlainSecurity(folder).token("peer", "peer").write();
        Files.setPosixFilePermissions(files.file(), PosixFilePermissions.fromString("rw-r--r--"));
        Files.setPosixFilePermissions(folder.resolve("peer"), PosixFilePermissions.fromString("rw-------"));
        try (LogRecorder log = new LogRecorder("hera.foundation.guard");
                RunningNode node = new RunningNode(settings -> settings.security(files.settings()))) {
            assertThat(node.get("/").statusCode()).isEqualTo(401);
            assertThat(log.lines())
                    .filteredOn(line -> line.contains("event=secrets-exposed"))
                    .singleElement()
                    .asString()
                    .contains("tokens.yml");
        }
    }

    @Test
    void tooManyBadCredentialsOfAnAddressAreNotDecided() throws Exception {
        PlainSecurity files = new PlainSecurity(folder)
                .token("admin", "admin")
                .token("peer", "peer")
                .write();
        Limits usual = Limits.DEFAULT;
        Limits limits = new Limits(
                usual.maxInstanceBytes(),
                usual.maxNameBytes(),
                usual.maxNesting(),
                usual.maxInstances(),
                usual.maxTombstones(),
                usual.maxPageBytes(),
                usual.maxBatchBytes(),
                usual.maxHeldRequests(),
                usual.maxHeldRegistrations(),
                usual.maxOrigins(),
                1);
        try (RunningNode node =
                new RunningNode(settings -> settings.limits(limits).security(files.settings()))) {
            await().untilAsserted(() -> {
                node.get("/", "Authorization", PlainSecurity.bearer("stranger"));
                HttpResponse<String> next = node.get("/", "Authorization", PlainSecurity.bearer("admin"));
                assertThat(next.statusCode()).isEqualTo(429);
                assertThat(next.headers().firstValue("Retry-After")).hasValue("1");
            });
            assertThat(node.get("/actuator/health/liveness").statusCode()).isEqualTo(200);
            await().until(() -> node.get("/", "Authorization", PlainSecurity.bearer("admin"))
                            .statusCode()
                    == 200);
        }
    }

    @Test
    void withoutAPageThereIsNothingOfIt() throws Exception {
        PlainSecurity files = new PlainSecurity(folder)
                .token("admin", "admin")
                .token("peer", "peer")
                .write();
        SecuritySettings usual = files.settings();
        SecuritySettings bare = new SecuritySettings(null, usual.tokens(), usual.peerToken(), List.of(), false);
        try (RunningNode node = new RunningNode(settings -> settings.security(bare))) {
            assertThat(node.get("/_console/").statusCode()).isEqualTo(401);
            assertThat(node.get("/_console/main.js").statusCode()).isEqualTo(401);
            assertThat(node.get("/", "Accept", "text/html").statusCode()).isEqualTo(401);
            String admin = PlainSecurity.bearer("admin");
            assertThat(node.get("/_console/main.js", "Authorization", admin).statusCode())
                    .isEqualTo(404);
            assertThat(node.get("/", "Accept", "text/html", "Authorization", admin)
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void bannerSaysHowTheNodeIsReached() {
        PlainSecurity files = new PlainSecurity(folder);
        assertThat(Banner.of(with(files.settings()), 3222))
                .contains("Console: http://localhost:3222/_console/", "TLS: none")
                .doesNotContain("Open to anyone");
    }
}
