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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MemberAddressesTest {
    private static final HostPort ANN = new HostPort("ann", 5000);

    private final ManualTimer timer = new ManualTimer();
    private final Map<String, List<InetAddress>> hosts = new HashMap<>();
    private final List<String> lookUps = new ArrayList<>();
    private final List<Duration> changes = new ArrayList<>();
    private final MemberAddresses addresses = new MemberAddresses(this::lookUp, timer);

    private List<InetAddress> lookUp(String host) throws UnknownHostException {
        lookUps.add(host);
        List<InetAddress> found = hosts.get(host);
        if (found == null) {
            throw new UnknownHostException(host);
        }
        return found;
    }

    private static InetAddress address(int last) throws UnknownHostException {
        return InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) last});
    }

    private void start() {
        addresses.start(() -> changes.add(timer.now()));
        addresses.retain(List.of(ANN));
    }

    private String ann() {
        return addresses.of(ANN).getAddress().getHostAddress();
    }

    @Test
    void nameThatMovesIsFollowedWithinFiveSeconds() throws UnknownHostException {
        hosts.put("ann", List.of(address(1)));
        start();
        assertThat(ann()).isEqualTo("10.0.0.1");
        hosts.put("ann", List.of(address(2)));
        timer.advance(Duration.ofSeconds(5));
        assertThat(ann()).isEqualTo("10.0.0.2");
        assertThat(addresses.of(ANN).getPort()).isEqualTo(5000);
        assertThat(changes).containsExactly(Duration.ofSeconds(5));
        assertThat(lookUps).hasSize(2);
    }

    @Test
    void lastGoodAddressStaysWhileLookUpsFail() throws UnknownHostException {
        hosts.put("ann", List.of(address(1)));
        start();
        hosts.clear();
        timer.advance(Duration.ofSeconds(60));
        assertThat(ann()).isEqualTo("10.0.0.1");
        assertThat(changes).isEmpty();
        assertThat(lookUps).hasSize(13);
    }

    @Test
    void addressInUseStaysWhileItIsOneOfTheNames() throws UnknownHostException {
        hosts.put("ann", List.of(address(1), address(2)));
        start();
        hosts.put("ann", List.of(address(2), address(1)));
        timer.advance(Duration.ofSeconds(5));
        assertThat(ann()).isEqualTo("10.0.0.1");
        assertThat(changes).isEmpty();
    }

    @Test
    void unknownNameIsWarnedOfOnceAndAskedOnceASecond() throws UnknownHostException {
        try (LogRecorder log = new LogRecorder(MemberAddresses.class)) {
            start();
            for (int look = 0; look < 50; look++) {
                addresses.retain(List.of(ANN));
                timer.advance(Duration.ofMillis(200));
            }
            assertThat(lookUps).hasSize(1 + 10);
            assertThat(log.lines(Level.WARN)).containsExactly("event=member-unknown address=ann:5000: no such host");
        }
        hosts.put("ann", List.of(address(1)));
        timer.advance(Duration.ofSeconds(1));
        assertThat(ann()).isEqualTo("10.0.0.1");
        assertThat(changes).containsExactly(Duration.ofSeconds(11));
    }

    @Test
    void memberThatIsOffTheRingIsForgotten() throws UnknownHostException {
        hosts.put("ann", List.of(address(1)));
        start();
        addresses.retain(List.of());
        timer.advance(Duration.ofSeconds(60));
        assertThat(lookUps).hasSize(1);
        hosts.put("ann", List.of(address(2)));
        addresses.retain(List.of(ANN));
        assertThat(ann()).isEqualTo("10.0.0.2");
    }
}
