package hera.registry;

import static org.assertj.core.api.Assertions.assertThat;

import hera.foundation.access.ClientCertificates;
import hera.foundation.access.TlsFiles;
import hera.foundation.names.NodeName;
import hera.foundation.time.Clock;
import hera.foundation.time.Moment;
import hera.foundation.tls.NodeTls;
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
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

class TlsHealthTest {
    private static final Duration DAY = Duration.ofDays(1);

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

    private Health health(NodeTls tls) {
        Health.Builder health = Health.up();
        new TlsHealth(tls, clock).addTo(health);
        return health.build();
    }

    @Test
    void halfAChangeIsDownUntilItIsWhole() throws IOException {
        NodeTls tls = open(TestCertificates.node("a"));
        copy(TestCertificates.nodeAgain("a").certificate(), "a.pem");
        tls.look(now);
        assertThat(health(tls).getStatus()).isEqualTo(Status.DOWN);
        copy(TestCertificates.nodeAgain("a").key(), "a.key");
        tls.look(now);
        assertThat(health(tls).getStatus()).isEqualTo(Status.UP);
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
}
