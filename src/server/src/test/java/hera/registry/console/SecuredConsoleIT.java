package hera.registry.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import hera.harness.Browser;
import hera.harness.FreePorts;
import hera.harness.HeraProcess;
import hera.harness.NodeClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The console of a secured node in a real browser. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SecuredConsoleIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String HOSTILE = "<img src=x onerror='window.ran=1'>";

    private final int port = FreePorts.any();

    private Path directory;
    private HeraProcess node;
    private Browser browser;

    @BeforeAll
    void start(@TempDir Path temporary) throws Exception {
        Optional<Path> chromium = Browser.installed();
        assumeTrue(chromium.isPresent(), "no Chromium on the path: the browser tests of the console are skipped");
        directory = temporary;
        secure("init", "--node", "a");
        node = HeraProcess.in(directory)
                .flags("-n", "a", "-p", "" + port, "-b", "127.0.0.1")
                .configuration("security: security\n")
                .node();
        browser = Browser.start(
                chromium.get(), Files.createDirectory(directory.resolve("profile")), "--ignore-certificate-errors");
    }

    @AfterAll
    void stop() {
        if (browser != null) {
            browser.close();
        }
        if (node != null) {
            node.close();
        }
    }

    private void secure(String... arguments) {
        HeraProcess command =
                HeraProcess.in(directory).flags("secure").flags(arguments).toItsEnd();
        assertThat(command.awaitExit()).as(command.standardError()).isZero();
    }

    private String token(String name) throws IOException {
        return Files.readString(directory.resolve("security/tokens/" + name)).strip();
    }

    /** Opens the page, which asks who one is. */
    private Browser.Page console(String fragment) {
        Browser.Page page = browser.open("https://127.0.0.1:" + port + "/_console/" + fragment);
        await().atMost(PATIENCE).until(() -> page.holds("document.querySelector('#sign-in[open]')"));
        return page;
    }

    private static void signIn(Browser.Page page, String token) {
        page.evaluate("document.querySelector('#sign-in-token').value = '%s'".formatted(token));
        page.evaluate("document.querySelector('#sign-in-enter').click()");
    }

    private Browser.Page consoleOf(String name, String fragment) throws IOException {
        Browser.Page page = console(fragment);
        String token = token(name);
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(500)).until(() -> {
            if (page.holds(
                    "document.querySelector('#sign-in[open]') && !document.querySelector('#sign-in-enter').disabled")) {
                signIn(page, token); // the node may not have seen a new one yet
            }
            return !page.holds("document.querySelector('#sign-in[open]')");
        });
        return page;
    }

    private void put(Browser.Page page, String path) throws IOException {
        assertThat(page.evaluate(
                                "fetch('%s', {method: 'PUT', body: '{}', headers: {Authorization: 'Bearer %s'}}).then(r => r.status)"
                                        .formatted(path.replace("'", "%27"), token("writer")))
                        .asInt())
                .isEqualTo(204);
    }

    private static boolean shows(Browser.Page page, String selector, String text) {
        return page.holds("[...document.querySelectorAll('" + selector + "')].some(e => e.checkVisibility()"
                + " && e.textContent.includes(" + NodeClient.quoted(text) + "))");
    }

    @Test
    void administratorSignsInSeesAndDeletes() throws Exception {
        try (Browser.Page page = consoleOf("admin", "#/service/web")) {
            put(page, "/web/" + "%3Cimg%20src=x%20onerror='window.ran=1'%3E");
            await().atMost(PATIENCE).until(() -> shows(page, "#rows", HOSTILE));
            assertThat(page.holds("'ran' in window")).isFalse();
            assertThat(shows(page, "#who", "admin")).isTrue();
            page.evaluate("document.querySelector('.row .delete').click()");
            page.evaluate("document.querySelector('#confirm-yes').click()");
            await().atMost(PATIENCE).until(() -> shows(page, "#rows-empty", "No live"));
            page.evaluate("location.hash = '#/'");
            await().atMost(PATIENCE).until(() -> shows(page, "#nodes-hint", "this node knows no others"));
        }
    }

    @Test
    void wrongTokenIsToldAndAskedForAgain() {
        try (Browser.Page page = console("")) {
            signIn(page, "hera_" + "x".repeat(43));
            await().atMost(PATIENCE).until(() -> shows(page, "#sign-in-error", "does not know this token"));
            assertThat(page.holds("document.querySelector('#sign-in[open]')")).isTrue();
            assertThat(page.holds("document.querySelector('#services').childElementCount === 0"))
                    .isTrue();
        }
    }

    @Test
    void readerSeesNeitherDeletesNorNodes() throws Exception {
        try (Browser.Page page = consoleOf("reader", "#/service/books")) {
            put(page, "/books/one");
            await().atMost(PATIENCE).until(() -> shows(page, "#rows", "one"));
            assertThat(page.holds("document.querySelector('.row .delete').hidden"))
                    .isTrue();
            page.evaluate("location.hash = '#/'");
            await().atMost(PATIENCE).until(() -> shows(page, ".lacks-monitor", "lacks the scope monitor"));
            assertThat(shows(page, "#nodes-title", "Nodes")).isFalse();
            assertThat(page.holds("document.querySelector('#link[data-state=live]')"))
                    .isTrue();
        }
    }

    @Test
    void tokenIsKeptNowhere() throws Exception {
        try (Browser.Page page = consoleOf("admin", "")) {
            assertThat(page.evaluate("document.cookie + localStorage.length + sessionStorage.length"
                                    + " + document.querySelector('#sign-in-token').value + location.href")
                            .asString())
                    .isEqualTo("00https://127.0.0.1:" + port + "/_console/");
            page.evaluate("location.reload()");
            await().atMost(PATIENCE).until(() -> page.holds("document.querySelector('#sign-in[open]')"));
        }
    }

    @Test
    void endOfTheTokenBringsTheQuestionBack() throws Exception {
        secure("token", "guest", "--scope", "read");
        try (Browser.Page page = consoleOf("guest", "")) {
            assertThat(shows(page, "#who", "guest")).isTrue();
            secure("revoke", "guest");
            await().atMost(PATIENCE).until(() -> shows(page, "#sign-in-error", "valid no longer"));
            assertThat(page.holds("document.querySelector('#sign-in[open]')")).isTrue();
        }
    }
}
