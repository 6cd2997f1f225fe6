package hera.foundation.guard;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import hera.foundation.access.ClientCertificates;
import hera.foundation.access.TlsFiles;
import hera.foundation.names.NodeName;
import hera.foundation.time.Clock;
import hera.foundation.time.Moment;
import hera.foundation.tls.NodeTls;
import hera.harness.LogRecorder;
import hera.harness.SecurityTally;
import hera.harness.TestCertificates;
import hera.harness.TestCertificates.Pair;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsWatchTest {
    private static final Duration DAY = Duration.ofDays(1);

    private final SecurityTally counts = new SecurityTally();
    private Instant now = Instant.now().plusSeconds(3600);
    private final Clock clock = () -> new Moment(now.toEpochMilli(), 0);

    @TempDir
    Path folder;

    private NodeTls open(Pair own) throws IOException {
        Path ca = copy(TestCertificates.ca(), "ca.pem");
        TlsFiles files = new TlsFiles(
                copy(own.certificate(), "a.pem"), copy(own.key(), "a.key"), ca, ca, ClientCertificates.OPTIONAL);
        return NodeTls.open(files, new NodeName("a"), now);
    }

    private Path copy(Path from, String name) throws IOException {
        return Files.copy(from, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }

    private TlsWatch watch(NodeTls tls) {
        return new TlsWatch(tls, clock, (delay, task) -> () -> {}, counts);
    }

    @Test
    void changesAreCountedAndHalvesOfThemAreLogged() throws IOException {
        NodeTls tls = open(TestCertificates.node("a"));
        TlsWatch watch = watch(tls);
        watch.look();
        assertThat(counts.reloads).isEmpty();
        try (LogRecorder log = new LogRecorder(TlsWatch.class)) {
            copy(TestCertificates.nodeAgain("a").certificate(), "a.pem");
            watch.look();
            watch.look();
            assertThat(counts.reloads).containsExactly(false);
            assertThat(log.lines(Level.ERROR))
                    .singleElement()
                    .asString()
                    .startsWith("event=tls-reload-failed: " + folder.resolve("a.key") + ": is not the key of ");
            copy(TestCertificates.nodeAgain("a").key(), "a.key");
            watch.look();
            assertThat(counts.reloads).containsExactly(false, true);
            assertThat(log.lines(Level.INFO)).singleElement().asString().startsWith("event=tls-reloaded");
        }
    }

    @Test
    void endIsWarnedOfOnceADay() throws IOException {
        TlsWatch watch = watch(open(TestCertificates.nodeFor("a", 40)));
        try (LogRecorder log = new LogRecorder(TlsWatch.class)) {
            watch.look();
            assertThat(log.lines()).isEmpty();
            now = now.plus(DAY.multipliedBy(11));
            watch.look();
            now = now.plus(Duration.ofHours(23));
            watch.look();
            assertThat(log.lines(Level.WARN))
                    .singleElement()
                    .asString()
                    .startsWith("event=certificate-ends file=" + folder.resolve("a.pem") + " ends=2");
            now = now.plus(Duration.ofHours(1));
            watch.look();
            assertThat(log.lines(Level.WARN)).hasSize(2);
            now = now.plus(DAY.multipliedBy(29));
            watch.look();
            assertThat(log.lines(Level.ERROR))
                    .singleElement()
                    .asString()
                    .startsWith("event=certificate-ended file=" + folder.resolve("a.pem"));
        }
    }

    @Test
    void timeLeftCountsDownBelowZero() throws IOException {
        TlsWatch watch = watch(open(TestCertificates.nodeFor("a", 20)));
        assertThat(watch.secondsLeft("node")).isBetween(19 * 86_400.0, 20 * 86_400.0);
        assertThat(watch.secondsLeft("ca")).isGreaterThan(3_600 * 86_400.0);
        now = now.plus(DAY.multipliedBy(30));
        assertThat(watch.secondsLeft("node")).isNegative();
    }
}
