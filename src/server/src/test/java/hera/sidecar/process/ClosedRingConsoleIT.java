package hera.sidecar.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.foundation.access.TokensFile;
import hera.foundation.http.PercentCodec;
import hera.harness.Browser;
import hera.harness.Cluster;
import hera.harness.SecuredFolder;
import hera.harness.TestCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The console of a closed sidecar in a real browser; the other member's identity is made to be taken for markup. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClosedRingConsoleIT {
    private static final String HOSTILE = "<img src=x onerror=window.ran=1>";
    private static final String GUEST = "hera_the-token-of-a-guest-who-is-to-leave-soon";

    private ClosedSidecars sidecars;
    private Browser browser;
    private Path tokens;
    private String page;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        browser = Browser.orSkip(
                directory, "the console of a closed sidecar is not tested", "--ignore-certificate-errors");
        String encoded = PercentCodec.encode(HOSTILE);
        Path folder = SecuredFolder.of(directory.resolve("security"), TestCertificates.ca())
                .node("shop-0", TestCertificates.node("shop-0"))
                .node(encoded, TestCertificates.node(encoded))
                .path();
        tokens = folder.resolve("tokens.yml");
        List<TokensFile.Entry> all = new ArrayList<>(TokensFile.read(tokens).entries());
        all.add(TokensFile.Entry.of("guest", GUEST, List.of("monitor"), null));
        write(all);
        sidecars = new ClosedSidecars(directory, "shop-0", HOSTILE);
        sidecars.members().forEach(member -> member.start(folder.toString()));
        page = "https://127.0.0.1:" + sidecars.members().get(0).debug + "/_console/";
    }

    @AfterAll
    void stop() {
        if (sidecars != null) {
            sidecars.close();
        }
        if (browser != null) {
            browser.close();
        }
    }

    private void write(List<TokensFile.Entry> entries) throws IOException {
        Path written = tokens.resolveSibling("tokens.new");
        TokensFile.read(tokens).write(written, entries);
        Files.move(written, tokens, StandardCopyOption.ATOMIC_MOVE);
    }

    private Browser.Page consoleOf(String token) {
        Browser.Page console = browser.open(page);
        console.signIn(token);
        await("signed in")
                .atMost(Cluster.PATIENCE)
                .until(() -> !console.holds("document.querySelector('#sign-in[open]')"));
        return console;
    }

    @Test
    void monitorSignsInAndSeesHostileNamesAsText() {
        try (Browser.Page console = consoleOf(SecuredFolder.token("monitor"))) {
            console.until("#who", "monitor");
            console.until("#agreement", "2 members, one ring");
            console.until("#members .name", HOSTILE);
            console.until("#members .sum[data-agrees=true]", "");
            console.evaluate("document.querySelector('#key').value = 'alice';"
                    + "document.querySelector('#key').dispatchEvent(new Event('input'))");
            console.until("#order li", HOSTILE);
            assertThat(console.holds("'ran' in window || document.querySelector('main img')"))
                    .isFalse();
        }
    }

    @Test
    void wrongTokenIsToldAndAskedForAgain() {
        try (Browser.Page console = browser.open(page)) {
            console.signIn("hera_" + "x".repeat(43));
            console.until("#sign-in-error", "does not know this token");
            console.awaitQuestion();
            assertThat(console.holds("document.querySelector('#members').childElementCount === 0"))
                    .isTrue();
        }
    }

    @Test
    void readerIsToldWhatIsMissing() {
        try (Browser.Page console = consoleOf(SecuredFolder.token("read"))) {
            console.until(".lacks-monitor", "lacks the scope monitor");
            assertThat(console.holds("document.querySelector('#members').childElementCount === 0"))
                    .isTrue();
        }
    }

    @Test
    void tokenIsKeptNowhere() {
        try (Browser.Page console = consoleOf(SecuredFolder.token("monitor"))) {
            console.until("#agreement", "one ring");
            assertThat(console.evaluate("(async () => document.cookie + localStorage.length + sessionStorage.length"
                                    + " + (await indexedDB.databases()).length"
                                    + " + document.querySelector('#sign-in-token').value + location.href)()")
                            .asString())
                    .isEqualTo("000" + page);
            assertThat(console.holds(
                            "document.documentElement.outerHTML.includes('" + SecuredFolder.token("monitor") + "')"))
                    .isFalse();
            console.evaluate("location.reload()");
            console.awaitQuestion();
        }
    }

    @Test
    void endOfTheTokenBringsTheQuestionBack() throws IOException {
        try (Browser.Page console = consoleOf(GUEST)) {
            console.until("#who", "guest");
            write(TokensFile.read(tokens).entries().stream()
                    .filter(entry -> !entry.name().equals("guest"))
                    .toList());
            console.until("#sign-in-error", "valid no longer");
            console.awaitQuestion();
        }
    }
}
