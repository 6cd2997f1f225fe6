package hera.sidecar.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.harness.Browser;
import hera.harness.Cluster;
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

/** The ring's console in a real browser, at the first of three members. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RingConsoleIT {
    private SidecarProcesses ring;
    private Browser browser;
    private Member first;
    private Member third;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        browser = Browser.orSkip(directory, "the browser tests of the ring's console are skipped");
        ring = new SidecarProcesses(directory, 3, "--key=header:key").start();
        first = ring.members.get(0);
        third = ring.members.get(2);
    }

    @AfterAll
    void stop() {
        if (browser != null) {
            browser.close();
        }
        if (ring != null) {
            ring.close();
        }
    }

    @Test
    void membersAreShownWithStateShareAndWhatTheySee() {
        try (Browser.Page page = console()) {
            page.until("#agreement", "3 members, one ring");
            String checksum = checksum();
            page.until("#self", first.address() + " of ring default · " + checksum);
            double shares = 0;
            for (Member member : ring.members) {
                page.until(row(member) + " .state", "alive");
                page.until(row(member) + " .address", member.address());
                page.until(row(member) + " .sum[data-agrees=true]", checksum);
                shares += Double.parseDouble(
                        page.text(row(member) + " .share span").replace("\u00a0%", ""));
            }
            assertThat(shares).isBetween(99.8, 100.2);
            page.until(row(first) + " .name", "this one");
        }
    }

    @Test
    void hungMemberIsSeenToGoAndToComeBack() {
        try (Browser.Page page = console()) {
            page.until(row(third) + " .state", "alive");
            third.process().pause();
            page.until(row(third) + "[data-state=gone] .share", "off the ring");
            page.until("#agreement", "2 members, one ring");
            page.until("#change", third.address() + " left");
            third.process().resume();
            page.until(row(third) + "[data-state=alive]", "%");
            page.until("#agreement", "3 members, one ring");
            page.until("#change", third.address() + " joined");
        } finally {
            third.process().resume();
        }
    }

    /** What another member says it sees is put into the page's mouth: real members soon agree. */
    @Test
    void disagreementIsPlainToSee() {
        try (Browser.Page page = console()) {
            page.until("#agreement", "one ring");
            page.evaluate("""
                (() => {
                  const real = window.fetch;
                  window.fetch = (url, options) => String(url).endsWith('_console/views')
                      ? Promise.resolve(new Response(JSON.stringify({
                          '%s': {checksum: '0123456789abcdef', members: ['%<s']}, '%s': {error: 'not reached'}})))
                      : real(url, options);
                })()
                """.formatted(ring.members.get(1).address(), third.address()));
            page.until("#agreement", "2 different rings");
            page.until("#split", ring.members.get(1).address() + " sees 0123456789abcdef");
            page.until(row(ring.members.get(1)) + " .sum[data-agrees=false]", "0123456789abcdef");
            page.until(row(third) + " .sum[data-agrees=unknown]", "not reached");
            assertThat(page.evaluate("getComputedStyle(document.querySelector('" + row(ring.members.get(1))
                                    + " .sum')).color !== getComputedStyle(document.querySelector('" + row(first)
                                    + " .sum')).color")
                            .asBoolean())
                    .isTrue();
        }
    }

    @Test
    void requestsAreCountedByTheirWay() {
        String own = KeyOwners.keyOf(first, ring.members);
        String others = KeyOwners.keyOf(third, ring.members);
        try (Browser.Page page = console()) {
            await("rates").atMost(Cluster.PATIENCE).until(() -> {
                first.ask("/", own);
                first.ask("/", others);
                third.ask("/", own);
                return moves(page, "own") && moves(page, "forwarded") && moves(page, "received");
            });
        }
    }

    @Test
    void ownerOfAKeyIsShownAsItIsTyped() {
        try (Browser.Page page = console()) {
            type(page, "alice");
            String owner = KeyOwners.owner("alice", ring.members);
            page.until("#order li:first-child", owner);
            page.until("#why", "hash");
            assertThat(page.evaluate("document.querySelectorAll('#order li').length")
                            .asInt())
                    .isEqualTo(3);
            String script = "<img src=x onerror=window.ran=1>";
            type(page, script);
            page.until("#order li:first-child", KeyOwners.owner(script, ring.members));
            type(page, "");
            await("no order").atMost(Cluster.PATIENCE).until(() -> !page.holds("document.querySelector('#order li')"));
            assertThat(page.holds("'ran' in window")).isFalse();
        }
    }

    @Test
    void pageSaysWhenItsMemberIsGone() {
        Member second = ring.members.get(1);
        try (Browser.Page page = browser.open("http://127.0.0.1:" + second.debug + "/_console/")) {
            page.until("#link[data-state=live]", "live");
            second.process().kill();
            page.until("#link[data-state=lost]", "connection lost");
            second.start();
            page.until("#link[data-state=live]", "live");
            page.until("#agreement", "3 members, one ring");
        }
    }

    private Browser.Page console() {
        Browser.Page page = browser.open("http://127.0.0.1:" + first.debug + "/_console/");
        page.until("#link[data-state=live]", "live");
        return page;
    }

    private String checksum() {
        return first.debug().json("/_ring").get("checksum").asString();
    }

    private static String row(Member member) {
        return "[data-member=\"" + member.address() + "\"]";
    }

    private static void type(Browser.Page page, String key) {
        List<String> script = List.of(
                "document.querySelector('#key').value = " + NodeClient.quoted(key),
                "document.querySelector('#key').dispatchEvent(new Event('input'))");
        page.evaluate(String.join(";", script));
    }

    /** Whether a plot's figure, such as {@code 1.5 /s · most 2}, is above 0. */
    private static boolean moves(Browser.Page page, String plot) {
        String figure = page.text("#" + plot + "-now");
        return figure.matches("[0-9.,]*[1-9].* /s .*");
    }
}
