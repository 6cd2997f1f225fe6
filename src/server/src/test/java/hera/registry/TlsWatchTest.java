package hera.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import hera.foundation.access.ClientCertificates;
import hera.foundation.access.SecuritySettings;
import hera.foundation.access.TlsFiles;
import hera.foundation.names.NodeName;
import hera.foundation.settings.InvalidSettingException;
import hera.foundation.time.Clock;
import hera.foundation.time.Moment;
import hera.foundation.tls.NodeTls;
import hera.harness.LogRecorder;
import hera.harness.TestCertificates;
import hera.harness.TestCertificates.Pair;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

class TlsWatchTest {
    private static final Duration DAY = Duration.ofDays(1);

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
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
        return new TlsWatch(tls, clock, (delay, task) -> () -> {}, meters);
    }

    private double reloads(String result) {
        return meters.get("hera.security.reloads")
                .tag("result", result)
                .counter()
                .count();
    }

    private double secondsLeft(String certificate) {
        return meters.get("hera.tls.certificate.expires")
                .tag("certificate", certificate)
                .gauge()
                .value();
    }

    private Health health(NodeTls tls) {
        Health.Builder health = Health.up();
        new TlsHealth(tls, clock).addTo(health);
        return health.build();
    }

    @Test
    void changesAreCountedAndHalvesOfThemAreLogged() throws IOException {
        NodeTls tls = open(TestCertificates.node("a"));
        TlsWatch watch = watch(tls);
        watch.look();
        assertThat(reloads("ok") + reloads("failed")).isZero();
        try (LogRecorder log = new LogRecorder(TlsWatch.class)) {
            copy(TestCertificates.nodeAgain("a").certificate(), "a.pem");
            watch.look();
            watch.look();
            assertThat(reloads("failed")).isOne();
            assertThat(log.lines(Level.ERROR))
                    .singleElement()
                    .asString()
                    .startsWith("event=tls-reload-failed: " + folder.resolve("a.key") + ": is not the key of ");
            assertThat(health(tls).getStatus()).isEqualTo(Status.DOWN);
            copy(TestCertificates.nodeAgain("a").key(), "a.key");
            watch.look();
            assertThat(reloads("ok")).isOne();
            assertThat(log.lines(Level.INFO)).singleElement().asString().startsWith("event=tls-reloaded");
            assertThat(health(tls).getStatus()).isEqualTo(Status.UP);
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
    void gaugeCountsDownBelowZero() throws IOException {
        watch(open(TestCertificates.nodeFor("a", 20)));
        assertThat(secondsLeft("node")).isBetween(19 * 86_400.0, 20 * 86_400.0);
        assertThat(secondsLeft("ca")).isGreaterThan(3_600 * 86_400.0);
        now = now.plus(DAY.multipliedBy(30));
        assertThat(secondsLeft("node")).isNegative();
    }

    @Test
    void healthShowsTheEndAWeekBefore() throws IOException {
        NodeTls tls = open(TestCertificates.nodeFor("a", 20));
        String file = folder.resolve("a.pem").toString();
        assertThat(health(tls).getDetails()).isEmpty();
        now = now.plus(DAY.multipliedBy(14));
        assertThat(health(tls).getStatus()).isEqualTo(Status.UP);
        assertThat(health(tls).getDetails().get(file)).asString().startsWith("ends on 2");
        now = now.plus(DAY.multipliedBy(7));
        assertThat(health(tls).getStatus()).isEqualTo(Status.DOWN);
        assertThat(health(tls).getDetails().get(file)).asString().startsWith("has ended on 2");
    }

    @Test
    void startIsRefusedByTheKeyOfTheFile() throws IOException {
        Pair own = TestCertificates.node("a");
        Path absent = folder.resolve("absent.pem");
        Path ca = TestCertificates.ca();
        refused(files(absent, own.key(), ca, ca), "security.certificate: " + absent + ": is not there");
        refused(files(own.certificate(), absent, ca, ca), "security.key: " + absent + ": is not there");
        refused(files(own.certificate(), own.key(), absent, ca), "security.ca: " + absent + ": is not there");
        refused(files(own.certificate(), own.key(), ca, absent), "security.peer-ca: " + absent + ": is not there");
        Pair other = TestCertificates.node("b");
        refused(
                files(other.certificate(), other.key(), ca, ca),
                "security.certificate: " + other.certificate()
                        + ": its certificate does not name this node as URI:hera:node:a");
    }

    private static TlsFiles files(Path certificate, Path key, Path ca, Path peerCa) {
        return new TlsFiles(certificate, key, ca, peerCa, ClientCertificates.OPTIONAL);
    }

    private void refused(TlsFiles files, String message) {
        SecuritySettings security = new SecuritySettings(files, folder.resolve("tokens.yml"), null, List.of(), true);
        assertThatThrownBy(() -> TlsStart.open(new NodeName("a"), security))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage(message);
    }
}
