package hera.foundation.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class ClientNetworkTest {
    @Test
    void anIpv4AddressIsOneClient() throws Exception {
        assertThat(ClientNetwork.of("10.0.0.7")).isEqualTo("10.0.0.7");
        assertThat(ClientNetwork.of(InetAddress.getByName("10.0.0.7"))).isEqualTo("10.0.0.7");
    }

    @Test
    void allOfAnIpv6NetworkIsOneClient() throws Exception {
        String one = ClientNetwork.of("2001:db8:1:2:3:4:5:6");
        assertThat(ClientNetwork.of("2001:db8:1:2::9")).isEqualTo(one);
        assertThat(ClientNetwork.of(InetAddress.getByName("2001:db8:1:2::9"))).isEqualTo(one);
        assertThat(ClientNetwork.of("2001:db8:1:3::9")).isNotEqualTo(one);
    }

    @Test
    void anIpv4AddressInIpv6IsTheSameClient() {
        assertThat(ClientNetwork.of("::ffff:10.0.0.7")).isEqualTo("10.0.0.7");
    }

    @Test
    void whatIsNoAddressStaysAsItIs() {
        assertThat(ClientNetwork.of("::x")).isEqualTo("::x");
    }
}
