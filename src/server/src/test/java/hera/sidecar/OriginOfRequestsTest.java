package hera.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import hera.foundation.forward.RawPeer;
import hera.sidecar.SidecarRing.Member;
import hera.sidecar.key.TrustedProxies;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a backend is told of where a request comes from, when it came through a proxy. */
class OriginOfRequestsTest {
    private static final List<String> SENT = List.of(
            "X-Forwarded-For: 198.51.100.7",
            "x-forwarded-for: 10.0.0.1",
            "X-Forwarded-Proto: https",
            "X-Forwarded-Host: shop.example",
            "Forwarded: for=198.51.100.7;proto=https");

    @ParameterizedTest
    @ValueSource(strings = {"private", "127.0.0.0/8", "1", "2"})
    void proxyThatIsTrustedIsBelievedAndNamed(String trusted) throws IOException {
        assertThat(seen(trusted))
                .allSatisfy(request -> assertThat(request)
                        .contains("X-Forwarded-For: 198.51.100.7, 10.0.0.1, 127.0.0.1\r\n")
                        .contains("X-Forwarded-Proto: https\r\n", "X-Forwarded-Host: shop.example\r\n")
                        .contains("Forwarded: for=198.51.100.7;proto=https, for=127.0.0.1;host=\"h\";proto=http\r\n")
                        .doesNotContain("X-Forwarded-Proto: http\r\n", "X-Forwarded-Host: h\r\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "0", "10.0.0.0/8"})
    void whatOthersSayIsDropped(String trusted) throws IOException {
        assertThat(seen(trusted))
                .allSatisfy(request -> assertThat(request)
                        .contains("X-Forwarded-For: 127.0.0.1\r\n")
                        .contains("X-Forwarded-Proto: http\r\n", "X-Forwarded-Host: h\r\n")
                        .contains("Forwarded: for=127.0.0.1;host=\"h\";proto=http\r\n")
                        .doesNotContain("198.51.100.7", "shop.example", "https"));
    }

    /** The request at the backend, once of the receiver and once of another member. */
    private static List<String> seen(String trusted) throws IOException {
        try (SidecarRing ring = new SidecarRing(2, TrustedProxies.parse(trusted))) {
            String[] requests = new String[2];
            for (int i = 0; i < requests.length; i++) {
                Member receiver = ring.members.get(i);
                try (RawPeer client = receiver.client()) {
                    client.send("GET / HTTP/1.1\r\nHost: h\r\nKey: k\r\n" + String.join("\r\n", SENT) + "\r\n\r\n");
                    requests[i] = client.message().body();
                }
            }
            return Arrays.asList(requests);
        }
    }
}
