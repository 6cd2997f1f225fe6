package hera.spawn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import hera.harness.Browser;
import hera.harness.Cluster;
import hera.harness.FreePorts;
import hera.harness.HeraProcess;
import hera.harness.NodeClient;
import hera.harness.RecordingServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The log-in of Spawn's console, in a real browser. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SecuredSpawnConsoleIT {
    private final int port = FreePorts.any();
    private final RecordingServer server = new RecordingServer();

    private Path directory;
    private HeraProcess spawn;
    private Browser browser;

    @BeforeAll
    void start(@TempDir Path temporary) throws IOException {
        Optional<Path> chromium = Browser.installed();
        assumeTrue(chromium.isPresent(), "no Chromium on the path: the browser tests of Spawn's console are skipped");
        directory = temporary;
        HeraProcess init = HeraProcess.in(directory)
                .flags("secure", "init", "--node", "spawn-1")
                .toItsEnd();
        assertThat(init.awaitExit()).as(init.standardError()).isZero();
        Files.writeString(directory.resolve("spawn.conf"), """
                {"host": "127.0.0.1", "port": %d, "api": {"port": %d}, "name": "spawn-1", "security": "security",
                 "nodes": [{"host": "127.0.0.1", "port": %d, "active": true}]}
                """.formatted(FreePorts.any(), port, server.port()));
        spawn = HeraProcess.in(directory).flags("spawn").node();
        browser = Browser.start(
                chromium.get(), Files.createDirectory(directory.resolve("profile")), "--ignore-certificate-errors");
    }

    @AfterAll
    void stop() {
        if (browser != null) {
            browser.close();
        }
        if (spawn != null) {
            spawn.close();
        }
        server.close();
    }

    private Browser.Page console() {
        Browser.Page page = browser.open("https://127.0.0.1:" + port + "/_console/");
        await("question").atMost(Cluster.PATIENCE).until(() -> page.holds("document.querySelector('#sign-in[open]')"));
        return page;
    }

    private Browser.Page consoleOf(String name) throws IOException {
        Browser.Page page = console();
        signIn(
                page,
                Files.readString(directory.resolve("security/tokens/" + name)).strip());
        await("signed in")
                .atMost(Cluster.PATIENCE)
                .until(() -> !page.holds("document.querySelector('#sign-in[open]')"));
        return page;
    }

    private static void signIn(Browser.Page page, String token) {
        page.evaluate("document.querySelector('#sign-in-token').value = '%s'".formatted(token));
        page.evaluate("document.querySelector('#sign-in-enter').click()");
    }

    private static void until(Browser.Page page, String selector, String text) {
        await(selector).atMost(Cluster.PATIENCE).until(() -> shows(page, selector, text));
    }

    private static boolean shows(Browser.Page page, String selector, String text) {
        return page.holds("[...document.querySelectorAll('" + selector + "')].some(e => e.checkVisibility()"
                + " && e.textContent.includes(" + NodeClient.quoted(text) + "))");
    }

    @Test
    void administratorSignsInAndChanges() throws Exception {
        try (Browser.Page page = consoleOf("admin")) {
            String item = "[data-node=\"127.0.0.1:" + server.port() + "\"]";
            until(page, item + "[data-state=up]", "up");
            until(page, "#who", "admin");
            page.evaluate("document.querySelector('.maintenance').click()");
            until(page, item + "[data-state=maintenance]", "");
            page.evaluate("document.querySelector('.maintenance').click()");
            until(page, item + "[data-state=up]", "up");
            assertThat(page.evaluate("document.cookie + localStorage.length + sessionStorage.length"
                                    + " + document.querySelector('#sign-in-token').value")
                            .asString())
                    .isEqualTo("00");
        }
    }

    @Test
    void monitorSeesAndIsOfferedNoChange() throws Exception {
        try (Browser.Page page = consoleOf("monitor")) {
            until(page, "[data-node=\"127.0.0.1:" + server.port() + "\"][data-state=up]", "up");
            assertThat(page.holds("document.querySelector('.maintenance').checkVisibility()"))
                    .isFalse();
            assertThat(page.holds("document.querySelector('#new-node').checkVisibility()"))
                    .isFalse();
        }
    }

    @Test
    void readerIsToldWhatIsMissing() throws Exception {
        try (Browser.Page page = consoleOf("reader")) {
            until(page, ".lacks-monitor", "lacks the scope monitor");
            assertThat(page.holds("document.querySelector('#nodes').childElementCount === 0"))
                    .isTrue();
        }
    }

    @Test
    void wrongTokenIsToldAndAskedForAgain() {
        try (Browser.Page page = console()) {
            signIn(page, "hera_" + "x".repeat(43));
            until(page, "#sign-in-error", "does not know this token");
            assertThat(page.holds("document.querySelector('#sign-in[open]')")).isTrue();
        }
    }
}
