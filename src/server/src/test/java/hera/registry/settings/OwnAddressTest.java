package hera.registry.settings;

import static org.assertj.core.api.Assertions.assertThat;

import hera.foundation.http.HostPort;
import hera.foundation.names.NodeName;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class OwnAddressTest {
    private static OwnAddress of(UnaryOperator<RegistrySettingsBuilder> settings) {
        RegistrySettings made =
                settings.apply(RegistrySettings.named(new NodeName("ann"))).build();
        return new OwnAddress(made, "host-name", () -> 3222);
    }

    @Test
    void whatIsAdvertisedCounts() {
        OwnAddress own =
                of(builder -> builder.advertise(new HostPort("::1", 99)).bind("10.0.0.1"));
        own.reachedAt("10.0.0.2");
        assertThat(own).hasToString("[::1]:99");
        assertThat(own.toHeader()).isEqualTo("[::1]:99");
    }

    @Test
    void elseTheAddressThatItIsBoundTo() {
        OwnAddress own = of(builder -> builder.bind("10.0.0.1"));
        own.reachedAt("10.0.0.2");
        assertThat(own).hasToString("10.0.0.1:3222");
        assertThat(own.toHeader()).isEqualTo(":3222");
        assertThat(of(builder -> builder.bind("ann.example")).host()).isEqualTo("ann.example");
    }

    @Test
    void anIpv6AddressIsStatedBecauseIpv4DoesNotShowIt() {
        assertThat(of(builder -> builder.bind("::1")).toHeader()).isEqualTo("[::1]:3222");
        assertThat(of(builder -> builder.bind("::")).toHeader()).isEqualTo(":3222");
        assertThat(of(builder -> builder.bind("127.0.0.1")).toHeader()).isEqualTo(":3222");
    }

    @Test
    void addressByWhichAPeerReachesItComesNextFarPeersFirst() {
        OwnAddress own = of(builder -> builder.bind("0.0.0.0"));
        assertThat(own.host()).isEqualTo("host-name");
        own.reachedAt("127.0.0.1");
        assertThat(own.host()).isEqualTo("127.0.0.1");
        own.reachedAt("10.0.0.2");
        assertThat(own.host()).isEqualTo("10.0.0.2");
        own.reachedAt("127.0.0.1");
        own.reachedAt("10.0.0.3");
        own.reachedAt("no address");
        assertThat(own.host()).isEqualTo("10.0.0.2");
    }
}
