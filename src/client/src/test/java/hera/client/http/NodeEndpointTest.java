package hera.client.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeEndpointTest {
    /** TLS needs the name that the certificate is for; without it, the address is one of several of a name. */
    @ParameterizedTest
    @CsvSource({
        "false, db.example, 10.0.0.1, http://10.0.0.1:3222",
        "true, db.example, 10.0.0.1, https://db.example:3222",
        "false, db.example, 2001:db8::1, http://[2001:db8::1]:3222",
        "true, 2001:db8::1, 2001:db8::1, https://[2001:db8::1]:3222"
    })
    void originIsTheAddressButTheNameOverTls(boolean secure, String name, String address, String origin) {
        assertThat(new NodeEndpoint(secure, name, address, 3222).origin()).isEqualTo(origin);
    }
}
