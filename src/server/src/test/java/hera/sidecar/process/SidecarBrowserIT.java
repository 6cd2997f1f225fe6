package hera.sidecar.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.harness.Browser;
import hera.harness.Cluster;
import hera.harness.HeraProcess;
import hera.harness.NodeClient;
import hera.sidecar.process.SidecarProcesses.Member;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A real browser at a sidecar that forwards each of its requests; the backend is a registry node with its console. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SidecarBrowserIT {
    private static final String BROWSERS_KEY = "127.0.0.1";

    private HeraProcess node;
    private SidecarProcesses ring;
    private Browser browser;
    private Member owner;
    private Member receiver;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        browser = Browser.orSkip(directory, "a browser through sidecars is not tested");
        node = HeraProcess.in(directory).flags("-n", "backend", "-p", "0").node();
        int port = node.port();
        ring = new SidecarProcesses(directory, List.of(port, port, port)).start();
        owner = member(KeyOwners.owner(BROWSERS_KEY, ring.members));
        receiver = ring.members.stream()
                .filter(member -> member != owner)
                .findFirst()
                .orElseThrow();
    }

    @AfterAll
    void stop() {
        if (browser != null) {
            browser.close();
        }
        if (ring != null) {
            ring.close();
        }
        if (node != null) {
            node.close();
        }
    }

    @Test
    void consoleIsLiveWhateverBecomesOfTheOwner() {
        NodeClient registry = node.http();
        try (Browser.Page page = console()) {
            registry.put("/seen/first", "{\"port\":1}");
            page.until("#services", "seen");
            owner.process().kill();
            registry.put("/later/one", "{\"port\":1}");
            page.until("#services", "later");
            page.until("#link[data-state=live]", "live");
        } finally {
            owner.start();
            ring.awaitRing(ring.members);
        }
    }

    @Test
    void streamOfEventsGoesOnAsItComes() {
        NodeClient registry = node.http();
        try (Browser.Page page = console()) {
            page.evaluate("""
                window.heard = [];
                for (const kind of ['snapshot', 'put', 'delete']) {
                  (window.stream ??= new EventSource('/streamed')).addEventListener(kind, () => window.heard.push(kind));
                }
                true
                """);
            await("snapshot").atMost(Cluster.PATIENCE).until(() -> page.holds("window.heard.includes('snapshot')"));
            registry.put("/streamed/a", "{\"n\":1}");
            await("put").atMost(Cluster.PATIENCE).until(() -> page.holds("window.heard.includes('put')"));
            page.evaluate("window.stream.close()");
        }
    }

    @Test
    void unchangedFileIsNotSentAgainAndThePageMayWrite() {
        try (Browser.Page page = console()) {
            assertThat(status(page, "'/_console/main.js', {cache: 'no-store'}")).isEqualTo(200);
            assertThat(status(
                            page,
                            "'/_console/main.js', {cache: 'no-store', headers: {'If-None-Match': (await"
                                    + " fetch('/_console/main.js')).headers.get('ETag')}}"))
                    .isEqualTo(304);
            assertThat(status(page, "'/written/a', {method: 'PUT', body: '{}'}"))
                    .isEqualTo(204);
            assertThat(node.http().has("/written/a")).isTrue();
            assertThat(page.evaluate("fetch('/written').then(answer => answer.headers.get('X-Ringpop-Handled-By'))")
                            .asString())
                    .isEqualTo(owner.address());
        }
    }

    private Browser.Page console() {
        Browser.Page page = browser.open("http://127.0.0.1:" + receiver.http + "/_console/");
        page.until("#link[data-state=live]", "live");
        return page;
    }

    private Member member(String address) {
        return ring.members.stream()
                .filter(member -> member.address().equals(address))
                .findFirst()
                .orElseThrow();
    }

    private static int status(Browser.Page page, String arguments) {
        return page.evaluate("(async () => (await fetch(" + arguments + ")).status)()")
                .asInt();
    }
}
