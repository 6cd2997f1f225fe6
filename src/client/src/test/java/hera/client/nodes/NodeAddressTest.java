package hera.client.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NodeAddressTest {
    @ParameterizedTest
    @CsvSource({
        "localhost:3222, false, localhost, 3222",
        "' sr-1.example:80 ', false, sr-1.example, 80",
        "http://10.0.0.1:3222/, false, 10.0.0.1, 3222",
        "HTTPS://Node:3222, true, node, 3222",
        "[2001:db8::1]:3222, false, 2001:db8::1, 3222",
        "https://[::1]:1, true, ::1, 1"
    })
    void addressesAreRead(String text, boolean secure, String host, int port) {
        NodeAddress address = NodeAddress.parse(text);
        assertThat(address).isEqualTo(new NodeAddress(secure, host, port));
        assertThat(NodeAddress.parse(address.toString())).isEqualTo(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "localhost:",
                ":3222",
                "a:b",
                "::1:3222",
                "a:0",
                "a:65536",
                "a b:1",
                "a/b:1",
                "u@h:1"
            })
    void othersAreRefusedByTheirText(String text) {
        assertThatThrownBy(() -> NodeAddress.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void environmentsHaveTwoPortsOnThisHost() {
        assertThat(Environments.nodesOfThisHost(null))
                .extracting(NodeAddress::toString)
                .containsExactly("localhost:3222", "localhost:3232");
        assertThat(Environments.nodesOfThisHost("testing"))
                .extracting(NodeAddress::port)
                .containsExactly(3224, 3234);
        assertThatThrownBy(() -> Environments.nodesOfThisHost("mine")).hasMessageContaining("mine");
    }
}
