package hera.sidecar.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import hera.foundation.http.HostPort;
import hera.harness.LogRecorder;
import hera.harness.ManualTimer;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DnsSourceTest {
    private final ManualTimer timer = new ManualTimer();
    private final List<Duration> lookUps = new ArrayList<>();
    private final List<HostPort> found = new ArrayList<>();
    private List<InetAddress> records = List.of();

    private final SourceWatch watch =
            new SourceWatch(List.of(new DnsSource("members", 5000, this::lookUp)), timer, found::add);

    private List<InetAddress> lookUp(String host) throws UnknownHostException {
        assertThat(host).isEqualTo("members");
        lookUps.add(timer.now());
        if (records.isEmpty()) {
            throw new UnknownHostException(host);
        }
        return records;
    }

    @Test
    void nameIsLookedUpEveryTenSeconds() throws UnknownHostException {
        records = List.of(InetAddress.getByName("10.0.0.1"));
        watch.start();
        timer.advance(Duration.ofSeconds(30));
        assertThat(lookUps).containsExactly(Duration.ofSeconds(10), Duration.ofSeconds(20), Duration.ofSeconds(30));
    }

    @Test
    void everyRecordOfBothFamiliesIsAMember() throws UnknownHostException {
        records = List.of(InetAddress.getByName("10.0.0.1"));
        watch.start();
        timer.advance(Duration.ofSeconds(10));
        assertThat(found).containsExactly(new HostPort("10.0.0.1", 5000));
        records = List.of(InetAddress.getByName("10.0.0.2"), InetAddress.getByName("fd00::3"));
        timer.advance(Duration.ofSeconds(10));
        assertThat(found).contains(new HostPort("10.0.0.2", 5000), HostPort.parse("[fd00:0:0:0:0:0:0:3]:5000"));
    }

    @Test
    void nameWithoutRecordsChangesNothingAndIsSaidOnce() throws UnknownHostException {
        try (LogRecorder log = new LogRecorder(SourceWatch.class)) {
            watch.start();
            timer.advance(Duration.ofSeconds(60));
            assertThat(found).isEmpty();
            assertThat(log.lines(Level.WARN)).hasSize(1).first().asString().contains("no address of members is known");
            records = List.of(InetAddress.getByName("10.0.0.1"));
            timer.advance(Duration.ofSeconds(10));
            assertThat(found).containsExactly(new HostPort("10.0.0.1", 5000));
        }
    }
}
