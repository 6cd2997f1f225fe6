package hera.foundation.tls;

import static org.assertj.core.api.Assertions.assertThat;

import hera.harness.LogRecorder;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

class HandshakeLogTest {
    private final AtomicLong now = new AtomicLong(5_000);
    private final HandshakeLog handshakes = new HandshakeLog(now::get);

    @Test
    void linesBeyondTenASecondAreCountedOnly() {
        try (LogRecorder log = new LogRecorder(HandshakeLog.class)) {
            for (int i = 0; i < 25; i++) {
                handshakes.add("client", "10.0.0." + i, new IOException("broken"));
            }
            assertThat(log.lines()).hasSize(10);
            now.addAndGet(1_000);
            handshakes.add("client", "10.0.0.99", new IOException("broken"));
            assertThat(log.lines()).hasSize(12).element(10).asString().contains("event=handshake-failed omitted=15");
            assertThat(log.lines()).last().asString().contains("client=10.0.0.99");
        }
    }

    @Test
    void lineSaysWhoAndWhy() {
        try (LogRecorder log = new LogRecorder(HandshakeLog.class)) {
            handshakes.add("member", "10.0.0.7", new SSLHandshakeException("no suites\nevent=forged"));
            handshakes.add("client", "10.0.0.8", new IOException("closed"));
            assertThat(log.lines()).hasSize(2);
            assertThat(log.lines().get(0)).contains("member=10.0.0.7 reason=\"no suites\"");
            assertThat(log.lines().get(1))
                    .contains("client=10.0.0.8 reason=\"the client speaks no TLS, or left during the handshake\"");
        }
    }

    @Test
    void whatWasSentPlainIsNotRepeated() {
        try (LogRecorder log = new LogRecorder(HandshakeLog.class)) {
            handshakes.add("client", "10.0.0.7", new SSLException("not an SSL/TLS record: 4265617265722068657261"));
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .contains("the client speaks no TLS")
                    .doesNotContain("4265");
        }
    }

    @Test
    void whoLeavesWithoutAWordIsNotLogged() {
        try (LogRecorder log = new LogRecorder(HandshakeLog.class)) {
            handshakes.add("client", "10.0.0.7", null);
            assertThat(log.lines()).isEmpty();
        }
    }
}
