package hera.spawn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import hera.harness.Browser;
import hera.harness.Cluster;
import hera.harness.NodeClient;
import hera.harness.RecordingServer;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The console of Spawn in a real browser, while things happen at its three servers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SpawnConsoleIT {
    private static final String SCRIPT = "<script>window.ran=1</script>";

    private Path directory;
    private SpawnProcess spawn;
    private Browser browser;

    @BeforeAll
    void start(@TempDir Path temporary) throws IOException {
        Optional<Path> chromium = Browser.installed();
        assumeTrue(chromium.isPresent(), "no Chromium on the path: the browser tests of Spawn's console are skipped");
        directory = temporary;
        browser = Browser.start(chromium.get(), Files.createDirectory(directory.resolve("profile")));
        spawn = new SpawnProcess(Files.createDirectory(directory.resolve("spawn")));
    }

    @AfterAll
    void stop() {
        if (browser != null) {
            browser.close();
        }
        if (spawn != null) {
            spawn.close();
        }
    }

    private Browser.Page console(String fragment) {
        Browser.Page page = browser.open("http://127.0.0.1:" + spawn.process().port() + "/_console/" + fragment);
        await().atMost(Cluster.PATIENCE).until(() -> page.holds("document.querySelector('#link[data-state=live]')"));
        return page;
    }

    @Test
    void nodeThatIsAwayShowsWhatWaitsForItUntilItIsBack() {
        RecordingServer away = spawn.servers.get(2);
        String item = "[data-node=\"127.0.0.1:" + away.port() + "\"]";
        try (Browser.Page page = console("")) {
            until(page, item + "[data-state=up]", "up");
            away.end();
            spawn.put("/while-away");
            until(page, item + "[data-state=down]", "1 write pending");
            until(page, "#writes [data-state=pending]", "");
            until(page, "#writes", "/while-away");
            away.comeBack();
            until(page, item + "[data-state=up]", "0 writes pending");
        }
    }

    @Test
    void poisonIsSeenReplayedAndDropped() {
        RecordingServer sick = spawn.servers.get(0);
        HttpResponse<String> first = spawn.put("/poison-one", "Spawn-Answer", "all");
        spawn.put("/poison-two", "Spawn-Answer", "all");
        try (Browser.Page page = console("")) {
            until(page, "[data-node=\"127.0.0.1:" + sick.port() + "\"] .parked", "2 parked");
            page.evaluate("document.querySelector('[data-node=\"127.0.0.1:" + sick.port() + "\"] .parked').click()");
            until(page, "#letter-list", "/poison-one");
            String letter = "[data-write=\"" + SpawnProcess.id(first) + "\"]";
            click(page, letter + " .opener");
            until(page, letter + " .detail", "← 500");
            until(page, letter + " .detail", "body");
            sick.heal();
            click(page, letter + " .replay");
            until(page, "dialog[open]", "Spawn-Replay: true");
            click(page, "#confirm-yes");
            await().atMost(Cluster.PATIENCE).until(() -> !shows(page, "#letter-list", "/poison-one"));
            assertThat(sick.writes())
                    .anyMatch(write -> write.replay() && write.target().equals("/poison-one"));
            click(page, "#drop-all");
            until(page, "dialog[open]", "This node never gets it");
            click(page, "#confirm-yes");
            until(page, "#letters-empty", "Nothing is parked");
            assertThat(sick.writes())
                    .noneMatch(write -> write.replay() && write.target().equals("/poison-two"));
        }
    }

    @Test
    void nodesAreChangedAndAddedFromThePage() {
        RecordingServer other = spawn.servers.get(1);
        String item = "[data-node=\"127.0.0.1:" + other.port() + "\"]";
        try (RecordingServer added = new RecordingServer();
                Browser.Page page = console("")) {
            until(page, item + "[data-state=up]", "up");
            click(page, item + " .maintenance");
            until(page, item + "[data-state=maintenance]", "End maintenance");
            click(page, item + " .maintenance");
            until(page, item + "[data-state=up]", "up");
            page.evaluate("(form => {form.host.value = '127.0.0.1'; form.port.value = '" + added.port()
                    + "'; form.requestSubmit();})(document.querySelector('#new-node'))");
            String made = "[data-node=\"127.0.0.1:" + added.port() + "\"]";
            until(page, made + "[data-state=up]", "up");
            spawn.put("/for-four", "Spawn-Answer", "all");
            assertThat(added.applied()).containsExactly("/for-four");
            click(page, made + " .remove");
            until(page, "dialog[open]", "It gets no more writes");
            click(page, "#confirm-yes");
            await().atMost(Cluster.PATIENCE).until(() -> !page.holds("document.querySelector('" + made + "')"));
        }
    }

    @Test
    void scriptsInTargetsAreText() {
        HttpResponse<String> answer = spawn.put("/%3Cscript%3Ewindow.ran=1%3C/script%3E?%3Cimg", "X", SCRIPT);
        String id = answer.statusCode() == 400 ? "" : SpawnProcess.id(answer);
        try (Browser.Page page =
                console("#/write/" + (id.isEmpty() ? "%3Cscript%3Ewindow.ran=1%3C%2Fscript%3E" : id))) {
            until(page, "#way-title", "script");
            assertThat(page.holds("'ran' in window")).isFalse();
            assertThat(page.evaluate("document.querySelectorAll('main script, main img').length")
                            .asInt())
                    .isZero();
        }
    }

    @Test
    void browserIsSentFromTheRootToTheConsole() {
        NodeClient api = spawn.api();
        HttpResponse<String> browsers = api.get("/", "Accept", "text/html,*/*;q=0.8");
        assertThat(browsers.statusCode()).isEqualTo(302);
        assertThat(browsers.headers().firstValue("Location")).hasValue("_console/");
        assertThat(api.get("/", "Accept", "*/*").statusCode()).isEqualTo(404);
        HttpResponse<String> page = api.get("/_console/");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("default-src 'self'", "frame-ancestors 'none'");
        String tag = page.headers().firstValue("ETag").orElse("");
        assertThat(api.get("/_console/", "If-None-Match", tag).statusCode()).isEqualTo(304);
        assertThat(api.get("/_console/..%2Fopenapi.yaml").statusCode()).isEqualTo(404);
    }

    private static void click(Browser.Page page, String selector) {
        page.evaluate("document.querySelector('" + selector + "').click()");
    }

    private static void until(Browser.Page page, String selector, String text) {
        await(selector + " " + text).atMost(Cluster.PATIENCE).until(() -> shows(page, selector, text));
    }

    private static boolean shows(Browser.Page page, String selector, String text) {
        return page.holds("[...document.querySelectorAll('" + selector + "')].some(e => e.checkVisibility()"
                + " && e.textContent.includes(" + NodeClient.quoted(text) + "))");
    }
}
