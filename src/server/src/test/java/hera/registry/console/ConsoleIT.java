package hera.registry.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import hera.harness.Browser;
import hera.harness.FreePorts;
import hera.harness.HeraProcess;
import hera.harness.NodeClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The console of node b in a real browser, while things happen at node a. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsoleIT {
    /** A machine that runs all tests is slower than the second that it takes. */
    private static final Duration SOON = Duration.ofSeconds(5);

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String SCRIPT = "<script>window.ran=1</script>";
    private static final String IMAGE = "<img src=x onerror='window.ran=1'>";

    private final int portOfA = FreePorts.any();
    private final int portOfB = FreePorts.any();
    private final NodeClient a = new NodeClient(portOfA);

    private Path directory;
    private HeraProcess processOfA;
    private HeraProcess processOfB;
    private Browser browser;

    @BeforeAll
    void start(@TempDir Path temporary) throws Exception {
        Optional<Path> chromium = Browser.installed();
        assumeTrue(chromium.isPresent(), "no Chromium on the path: the browser tests of the console are skipped");
        directory = temporary;
        processOfA = node("a", portOfA).start();
        processOfB = node("b", portOfB).start();
        browser = Browser.start(chromium.get(), Files.createDirectory(directory.resolve("profile")));
        processOfA.awaitBanner();
        processOfB.awaitBanner();
    }

    @AfterAll
    void stop() {
        if (browser != null) {
            browser.close();
        }
        if (processOfB != null) {
            processOfB.close();
        }
        if (processOfA != null) {
            processOfA.close();
        }
    }

    private HeraProcess.Launch node(String name, int port) {
        return HeraProcess.in(directory).flags("-n", name, "-p", "" + port).configuration("""
                        cluster:
                          a: {host: 127.0.0.1, port: %d}
                          b: {host: 127.0.0.1, port: %d}
                        """.formatted(
                        portOfA, portOfB));
    }

    private Browser.Page console(String fragment) {
        Browser.Page page = browser.open("http://127.0.0.1:" + portOfB + "/_console/" + fragment);
        await().atMost(PATIENCE).until(() -> page.holds("document.querySelector('#link[data-state=live]')"));
        return page;
    }

    @Test
    void instanceShowsOnTheOtherNodesPageUntilDeleted() {
        try (Browser.Page page = console("#/service/seen")) {
            await().atMost(PATIENCE).until(() -> shows(page, "#rows-empty", "No live instances"));
            a.put("/seen/first", "{\"host\":\"10.0.0.7\",\"ratio\":1.0}");
            await().atMost(SOON).until(() -> shows(page, "#rows", "first") && shows(page, "#services", "seen"));
            await().atMost(SOON).until(() -> shows(page, ".row .origin", "a"));
            page.evaluate("document.querySelector('.row .opener').click()");
            await().atMost(SOON).until(() -> shows(page, ".row .detail", "\"ratio\": 1.0"));
            a.delete("/seen/first");
            await().atMost(SOON).until(() -> !shows(page, "#rows", "first") && !shows(page, "#services", "seen"));
        }
    }

    @Test
    void deletingAsksFirstAndSaysWhatAHeartbeatDoes() {
        a.put("/unwanted/one", "{}");
        try (Browser.Page page = console("#/service/unwanted")) {
            await().atMost(PATIENCE).until(() -> shows(page, "#rows", "one"));
            page.evaluate("document.querySelector('.row .delete').click()");
            assertThat(page.evaluate("document.querySelector('dialog[open]').textContent")
                            .asString())
                    .contains("unwanted / one")
                    .contains("returns with its next heartbeat");
            assertThat(a.has("/unwanted/one")).isTrue();
            page.evaluate("document.querySelector('#confirm-yes').click()");
            await().atMost(SOON).until(() -> !a.has("/unwanted/one") && shows(page, "#rows-empty", "No live"));
        }
    }

    @Test
    void scriptsInNamesIdsAndValuesAreText() {
        String path = "/%3Cscript%3Ewindow.ran=1%3C%2Fscript%3E/%3Cimg%20src=x%20onerror='window.ran=1'%3E";
        a.put(path, "{\"" + SCRIPT + "\":\"" + IMAGE + "\"}");
        try (Browser.Page page = console("")) {
            await().atMost(PATIENCE).until(() -> shows(page, "#services", SCRIPT) && shows(page, "#writes", IMAGE));
            page.evaluate("document.querySelector('#services li[data-service*=script] a').click()");
            await().atMost(SOON).until(() -> shows(page, "#service-name", SCRIPT) && shows(page, "#rows", IMAGE));
            page.evaluate("document.querySelector('.row .opener').click()");
            await().atMost(SOON).until(() -> shows(page, ".row .detail", SCRIPT));
            page.evaluate("document.querySelector('.row .delete').click()");
            assertThat(shows(page, "#confirm-what", IMAGE)).isTrue();
            assertThat(page.holds("'ran' in window")).isFalse();
            assertThat(page.evaluate("document.querySelectorAll('main script, main img, nav script, nav img').length")
                            .asInt())
                    .isZero();
            page.evaluate("document.querySelector('#confirm-yes').click()");
            await().atMost(SOON).until(() -> !a.has(path));
        }
    }

    @Test
    void killedPeerIsDownAndComesUpAgain() {
        try (Browser.Page page = console("")) {
            await().atMost(PATIENCE)
                    .until(() -> page.holds("document.querySelector('[data-peer=a][data-state=alive]')"));
            processOfA.kill();
            await().atMost(PATIENCE)
                    .until(() -> page.holds("document.querySelector('[data-peer=a][data-state=failing]')")
                            && page.holds("document.querySelector('.node.failing')"));
            processOfA = node("a", portOfA).node();
            await().atMost(PATIENCE)
                    .until(() -> page.holds("document.querySelector('[data-peer=a][data-state=alive]')"));
        }
    }

    @Test
    void lostNodeIsSaidOnAllOfThePageUntilItIsBack() {
        a.put("/outlasting/one", "{}");
        try (Browser.Page page = console("#/service/outlasting")) {
            await().atMost(PATIENCE).until(() -> shows(page, "#rows", "one"));
            assertThat(shows(page, "#banner", "")).isFalse();
            processOfB.kill();
            await().atMost(PATIENCE)
                    .until(() -> shows(page, "#banner", "No answer from this node since")
                            && shows(page, "#link", "connection lost")
                            && shows(page, "#rows", "one"));
            processOfB = node("b", portOfB).node();
            await().atMost(PATIENCE)
                    .until(() ->
                            !shows(page, "#banner", "") && shows(page, "#link", "live") && shows(page, "#rows", "one"));
            a.put("/outlasting/two", "{}");
            await().atMost(PATIENCE).until(() -> shows(page, "#rows", "two"));
        }
    }

    @Test
    void onlyTheRowsInSightExist() {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 3000; i++) {
            lines.append("{\"service\":\"crowd\",\"id\":\"i-").append(i).append("\",\"instance\":{}}\n");
        }
        a.send("POST", "/_batch", BodyPublishers.ofString(lines.toString()));
        try (Browser.Page page = console("#/service/crowd")) {
            await().atMost(PATIENCE).until(() -> shows(page, "#service-count", "3,000 instances"));
            assertThat(page.evaluate("document.querySelectorAll('.row').length").asInt())
                    .isBetween(5, 100);
            page.evaluate("scrollTo(0, document.body.scrollHeight)");
            await().atMost(SOON).until(() -> shows(page, "#rows", "i-999"));
        }
    }

    private static boolean shows(Browser.Page page, String selector, String text) {
        String literal = NodeClient.quoted(text);
        return page.holds("[...document.querySelectorAll('" + selector + "')].some(e => e.checkVisibility()"
                + " && e.textContent.includes(" + literal + "))");
    }
}
