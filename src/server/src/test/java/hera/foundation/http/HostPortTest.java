package hera.foundation.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostPortTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost:8080",
                "sr-1.example.com:1",
                "10.0.0.1:65535",
                "[::1]:3222",
                "[2001:db8::17]:80",
                "my_hera:26000",
                "hera_2:1",
                "hera.2:1",
                "2hera:1",
                "stack_hera.1.x7k2:80",
                "_dns.example:53",
                "hera-:1",
                "example.com.:80"
            })
    void readsWhatItWrites(String text) {
        assertThat(HostPort.parse(text)).hasToString(text);
    }

    @Test
    void ipv6StandsInBracketsOnlyBesideAPort() {
        assertThat(HostPort.parse("[::1]:3222")).isEqualTo(new HostPort("::1", 3222));
    }

    @Test
    void textNeedsNoPortThatIsKnown() {
        assertThat(HostPort.text("fe80::1%eth0", 0)).isEqualTo("[fe80::1%eth0]:0");
        assertThat(HostPort.text("localhost", 0)).isEqualTo("localhost:0");
    }

    @Test
    void hostThatIsMissingIsToldWithWhatWasWritten() {
        assertThatThrownBy(() -> HostPort.parse(":80")).hasMessage("must be HOST:PORT, not :80");
    }

    @Test
    void nameThatNoUriKnowsIsAskedByItsAddress() throws UnknownHostException {
        assertThat(new HostPort("localhost", 80).resolvedUri("/x")).isEqualTo(URI.create("http://localhost:80/x"));
        assertThatThrownBy(() -> new HostPort("no_such_host.invalid", 80).resolvedUri("/x"))
                .isInstanceOf(UnknownHostException.class);
    }

    @Test
    void pathsAreTakenAsTheyAre() {
        assertThat(new HostPort("::1", 3222).uri("/_deltas?a%2Fb=1"))
                .isEqualTo(URI.create("http://[::1]:3222/_deltas?a%2Fb=1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "localhost", "localhost:", ":8080", "localhost:0", "localhost:65536", "localhost:-1", "localhost:x",
                "::1:8080", "[::1]", "[::1:8080", "[localhost]:80", "a b:80", "user@host:80", "host/path:80",
                        "300.1.1.1:80",
                "1.2.3:80", "[1::2::3]:80", "localhost:٣٢", "a,b:80", "a%20b:80", "a\\b:80", "hér:80", "a\nb:80"
            })
    void whatNoRequestCanBeSentToIsRefused(String text) {
        assertThatThrownBy(() -> HostPort.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
