package hera.foundation.guard;

import static org.assertj.core.api.Assertions.assertThat;

import hera.foundation.access.AccessControl;
import hera.foundation.access.Certificates;
import hera.foundation.access.Denial;
import hera.foundation.access.TokenStore;
import hera.foundation.time.Moment;
import hera.harness.LogRecorder;
import hera.harness.PlainSecurity;
import hera.harness.SecurityTally;
import java.nio.file.Path;
import java.util.Collections;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DenialsTest {
    private final AtomicLong now = new AtomicLong(5_000);
    private final SecurityTally counts = new SecurityTally();
    private Denials denials;

    @BeforeEach
    void make(@TempDir Path folder) {
        PlainSecurity files = new PlainSecurity(folder).token("known", "read").write();
        AccessControl control = new AccessControl(files.settings(), TokenStore.read(files.file()), Certificates.NONE);
        denials = new Denials(control, counts, () -> new Moment(0, now.get()));
    }

    private void deny(String path) {
        denials.denied(Denial.NO_CREDENTIAL, "PUT", path, "10.0.0.7", "-");
    }

    @Test
    void lineNamesWhatWasDeniedAndWhy() {
        try (LogRecorder log = new LogRecorder(Denials.class)) {
            deny("/web/a");
            assertThat(log.lines())
                    .containsExactly(
                            "event=denied status=401 reason=no-credential method=PUT path=/web/a client=10.0.0.7 subject=-");
        }
        assertThat(counts.denied).containsExactly(Denial.NO_CREDENTIAL);
    }

    @Test
    void linesBeyondTenASecondAreCountedOnly() {
        try (LogRecorder log = new LogRecorder(Denials.class)) {
            for (int i = 0; i < 25; i++) {
                deny("/" + i);
            }
            denials.denied(Denial.SCOPE, "GET", "/x", "10.0.0.7", "me");
            assertThat(log.lines()).hasSize(11);
            now.addAndGet(1_000);
            denials.flush();
            assertThat(log.lines()).last().isEqualTo("event=denied reason=no-credential left_out=15");
            deny("/again");
            assertThat(log.lines()).hasSize(13);
        }
        assertThat(Collections.frequency(counts.denied, Denial.NO_CREDENTIAL)).isEqualTo(26);
    }

    @ParameterizedTest
    @CsvSource({
        "'/a\u001b[31mb', '/a?[31mb'",
        "'/a\nevent=audit', /a?event=audit",
        "'/a\"b c', /a?b?c",
        "/\u202e, /?",
    })
    void lineCannotBeForged(String path, String shown) {
        try (LogRecorder log = new LogRecorder(Denials.class)) {
            deny(path);
            assertThat(log.lines()).singleElement().asString().contains(" path=" + shown + " client=");
        }
    }

    @Test
    void pathIsCutAndTokensInItAreHidden() {
        try (LogRecorder log = new LogRecorder(Denials.class)) {
            deny("/" + "a".repeat(500));
            deny("/web/" + PlainSecurity.token("known") + "/x");
            deny("/web/" + PlainSecurity.token("unknown"));
            denials.audit("put", "/web/" + PlainSecurity.token("known"), "10.0.0.7", "admin");
            assertThat(log.lines().get(0)).contains("path=/" + "a".repeat(199) + " client");
            assertThat(log.lines()).noneMatch(line -> line.contains(PlainSecurity.token("known")));
            assertThat(log.lines()).noneMatch(line -> line.contains(PlainSecurity.token("unknown")));
        }
    }

    @Test
    void addressWithTooManyBadCredentialsWaitsASecond() {
        DeniedAddresses addresses = new DeniedAddresses(3, () -> new Moment(0, now.get()));
        for (int i = 0; i < 3; i++) {
            assertThat(addresses.isOver("10.0.0.7")).isFalse();
            addresses.count("10.0.0.7");
        }
        assertThat(addresses.isOver("10.0.0.7")).isTrue();
        assertThat(addresses.isOver("10.0.0.8")).isFalse();
        now.addAndGet(1_000);
        assertThat(addresses.isOver("10.0.0.7")).isFalse();
    }

    @Test
    void networkOfAnAddressIsOneClient() {
        DeniedAddresses addresses = new DeniedAddresses(1, () -> new Moment(0, now.get()));
        addresses.count("2001:db8:0:1:0:0:0:1");
        assertThat(addresses.isOver("2001:db8:0:1:ffff:0:0:2")).isTrue();
        assertThat(addresses.isOver("2001:db8:0:2:0:0:0:1")).isFalse();
    }
}
