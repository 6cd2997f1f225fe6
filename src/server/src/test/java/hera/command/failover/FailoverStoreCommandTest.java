package hera.command.failover;

import static org.assertj.core.api.Assertions.assertThat;

import hera.failover.StoreUrls;
import hera.failover.store.Candidate;
import hera.failover.store.SessionId;
import hera.failover.store.Store;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@Timeout(60)
class FailoverStoreCommandTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Pattern URL =
            Pattern.compile("failover-store url=(mongodb://127\\.0\\.0\\.1:\\d+) data=(\\S+)");

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private FailoverStoreCommand command() {
        return new FailoverStoreCommand(
                new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private String said() {
        return out.toString(StandardCharsets.UTF_8);
    }

    /** Runs it, joins a session and ends it; returns whether there was no such session before. */
    private boolean joins(String... arguments) throws Exception {
        out.reset();
        FailoverStoreCommand command = command();
        CompletableFuture<Integer> status =
                CompletableFuture.supplyAsync(() -> new CommandLine(command).execute(arguments));
        Awaitility.await().until(() -> said().contains("\n"));
        Matcher url = URL.matcher(said());
        assertThat(url.find()).as(said()).isTrue();
        boolean joined;
        try (Store store = StoreUrls.open(url.group(1) + "/test", true)) {
            joined = store.join(new Candidate(SessionId.of(0, 1), "host:1", 4_500, 0, OptionalInt.empty()), LIMIT);
        }
        command.end();
        assertThat(status.join()).isEqualTo(143);
        return joined;
    }

    @Test
    void sessionsInMemoryEndWithTheServer() throws Exception {
        assertThat(joins("-p", "0")).isTrue();
        assertThat(said()).contains("data=\"in memory\"").contains("no replication, no authentication");
        assertThat(joins("-p", "0")).isTrue();
    }

    @Test
    void sessionsInAFileOutliveTheServer() throws Exception {
        String file = folder.resolve("store.h2").toString();
        assertThat(joins("-p", "0", "--file", file)).isTrue();
        assertThat(joins("-p", "0", "--file", file)).isFalse();
    }

    private void refused(String message, String... arguments) {
        assertThat(new CommandLine(command()).execute(arguments)).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith("hera: ")
                .contains(message)
                .hasLineCount(1);
        assertThat(said()).isEmpty();
    }

    @Test
    void portInUseIsOneLine() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            refused("cannot listen on 127.0.0.1:" + taken.getLocalPort(), "-p", "" + taken.getLocalPort());
        }
    }

    @Test
    void fileThatIsNoneOfH2IsOneLine() throws IOException {
        Path file = folder.resolve("text");
        Files.writeString(file, "no database, but a long text ".repeat(1_000));
        refused("--file: ", "--file", file.toString());
        assertThat(file).hasContent("no database, but a long text ".repeat(1_000));
    }

    @Test
    void folderThatIsMissingIsOneLine() {
        refused("there is no folder ", "--file", folder.resolve("none/store.h2").toString());
    }

    @Test
    void portThatIsNoneIsOneLine() {
        refused("--port: 70000 is not 0 to 65535", "-p", "70000");
    }
}
