package hera.sidecar.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import hera.foundation.forward.RawBackend;
import hera.foundation.forward.RawPeer;
import hera.harness.ProxyServer;
import hera.sidecar.process.SidecarProcesses.Member;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The real curl at a sidecar that forwards to another one. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SidecarCurlIT {
    private static final int MEGABYTES = 96;

    /** How curl ends when a body is not whole, and when the connection breaks within it. */
    private static final int PARTIAL = 18;

    private static final int RESET = 56;

    private Path directory;
    private DigestBackend backend;
    private RawBackend scripted;
    private SidecarProcesses ring;
    private volatile RawBackend.Script script = client -> {};

    @BeforeAll
    void start(@TempDir Path temporary) throws IOException {
        assumeTrue(ProxyServer.installed("curl").isPresent(), "no curl on the path: it is not tested at a sidecar");
        directory = temporary;
        backend = new DigestBackend(directory, MEGABYTES);
        scripted = new RawBackend(this::serve);
        ring = new SidecarProcesses(
                        directory, List.of(backend.port(), scripted.address().getPort()), "--key=header:key")
                .start();
    }

    @AfterAll
    void stop() throws IOException {
        if (ring != null) {
            ring.close();
        }
        if (backend != null) {
            backend.close();
            scripted.close();
        }
    }

    /** curl asks by itself whether a large body is wanted, and waits a minute here: longer than it may take in all. */
    @Test
    void largeUploadGoesWhenTheBackendSaysSo() throws IOException {
        String file = backend.file().toString();
        assertThat(large("--http1.1", "-T", file, "--expect100-timeout", "60"))
                .isEqualTo("PUT by length " + DigestBackend.digest(backend.file()));
        assertThat(large("-X", "POST", "-H", "Expect: 100-continue", "--data-binary", "@" + file))
                .isEqualTo("POST by length " + DigestBackend.digest(backend.file()));
    }

    @Test
    void uploadOfUnknownLengthIsChunked() throws IOException {
        String file = backend.file().toString();
        assertThat(large("--http1.1", "-H", "Transfer-Encoding: chunked", "-T", file))
                .isEqualTo("PUT by chunks " + DigestBackend.digest(backend.file()));
    }

    @Test
    void largeDownloadIsWhole() throws IOException {
        Path got = directory.resolve("got.bin");
        large("-o", got.toString());
        assertThat(DigestBackend.digest(got)).isEqualTo(DigestBackend.digest(backend.file()));
    }

    @Test
    void bodyThatTheBackendRefusesIsNotSent() throws IOException {
        answer("HTTP/1.1 413 Too large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        String file = backend.file().toString();
        String form = "%{http_code} %{size_upload}";
        assertThat(small("-T", file, "--expect100-timeout", "60", "-w", form)).isEqualTo("413 0");
    }

    @Test
    void interimAnswersAndTrailersArrive() throws IOException {
        answer(RawPeer.head("HTTP/1.1 103 Early Hints", "Link: </style.css>")
                + RawPeer.head("HTTP/1.1 200 OK", "Trailer: X-Sum", "Transfer-Encoding: chunked")
                + RawPeer.head("2", "ok", "0", "X-Sum: 5"));
        assertThat(small("-i"))
                .contains("HTTP/1.1 103 Early Hints", "Link: </style.css>", "HTTP/1.1 200 OK", "ok")
                .endsWith("okX-Sum: 5\n");
    }

    @Test
    void headHasItsLengthAndOldClientsAreServed() throws IOException {
        answer("HTTP/1.1 200 OK\r\nContent-Length: 1234\r\n\r\n");
        assertThat(small("-I")).contains("HTTP/1.1 200 OK", "Content-Length: 1234");
        answer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nold\r\n0\r\n\r\n");
        assertThat(small("--http1.0", "-i")).contains("200 OK", "old").doesNotContain("chunked");
    }

    @Test
    void connectionIsKeptForTheNextRequest() throws IOException {
        answer("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        String url = url(ring.members.get(0));
        assertThat(small("-w", " %{num_connects} ", url, url)).isEqualTo("ok 1 ok 0 ok 0 ");
    }

    @Test
    void answerThatBreaksOffIsNoSuccess() throws IOException {
        for (String body :
                List.of("Content-Length: 9\r\n\r\nhalf", "Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n")) {
            script = client -> {
                client.send("HTTP/1.1 200 OK\r\n" + body);
                client.close();
            };
            Path got = directory.resolve("half");
            String key = KeyOwners.keyOf(ring.members.get(1), ring.members);
            int code = curl("-o", got.toString(), "-H", "key: " + key, url(ring.members.get(0)))
                    .code();
            assertThat(code).as(body).isIn(PARTIAL, RESET);
        }
    }

    /** Says the script's part for each request, whichever test's connection it comes on. */
    private void serve(RawPeer client) throws IOException, InterruptedException {
        while (!client.head().isEmpty()) {
            script.run(client);
        }
    }

    private void answer(String answer) {
        script = client -> client.send(answer);
    }

    /** At the second member, a key that the first one's backend answers. */
    private String large(String... flags) throws IOException {
        return forwarded(ring.members.get(1), ring.members.get(0), flags);
    }

    /** At the first member, a key that the scripted backend answers. */
    private String small(String... flags) throws IOException {
        return forwarded(ring.members.get(0), ring.members.get(1), flags);
    }

    private String forwarded(Member receiver, Member owner, String... flags) throws IOException {
        List<String> line = new ArrayList<>(List.of(flags));
        line.addAll(List.of("-H", "key: " + KeyOwners.keyOf(owner, ring.members), url(receiver)));
        Run run = curl(line.toArray(String[]::new));
        assertThat(run.code()).as(run.output()).isZero();
        return run.output();
    }

    private static String url(Member member) {
        return "http://127.0.0.1:" + member.http + "/put";
    }

    private record Run(int code, String output) {}

    private Run curl(String... flags) throws IOException {
        List<String> line = new ArrayList<>(List.of("curl", "-sS", "--max-time", "50"));
        line.addAll(List.of(flags));
        Path out = Files.createTempFile(directory, "curl", ".txt");
        Process process = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        int code = process.onExit().join().exitValue();
        return new Run(code, Files.readString(out).replace("\r", ""));
    }
}
