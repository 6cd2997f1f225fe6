package hera.registry.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hera.foundation.settings.InvalidSettingException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LimitsTest {
    private static final long MIB = 1 << 20;

    @Test
    void usualNumberOfHeldRequestsFitsHalfTheHeap() {
        assertThat(Limits.usualHeld(64 * MIB)).isEqualTo(819);
        assertThat(Limits.usualHeld(512 * MIB)).isEqualTo(6_553);
        assertThat(Limits.usualHeld(1536 * MIB)).isEqualTo(10_000);
        assertThat(Limits.usualHeld(64_000 * MIB)).isEqualTo(10_000);
    }

    @Test
    void aClientOfAClosedNodeHasAQuarter() {
        ClientLimits usual = ClientLimits.DEFAULT;
        assertThat(usual.connectionsOf(8_000, true)).isEqualTo(2_000);
        assertThat(usual.heldOf(10_000, true)).isEqualTo(2_500);
        assertThat(usual.heldOf(2, true)).isEqualTo(1);
        assertThat(usual.heldOf(0, true)).isZero();
    }

    @Test
    void aClientOfAnOpenNodeHasNoLimitUnlessItIsSet() {
        ClientLimits usual = ClientLimits.DEFAULT;
        assertThat(usual.connectionsOf(8_000, false)).isNull();
        assertThat(usual.heldOf(10_000, false)).isNull();
        assertThat(usual.maxRequests()).isNull();
        ClientLimits set = new ClientLimits(5, 6, 7, usual.headerTimeout(), usual.bodyTimeout(), usual.idleTimeout());
        assertThat(set.connectionsOf(8_000, false)).isEqualTo(5);
        assertThat(set.heldOf(10_000, true)).isEqualTo(6);
    }

    @Test
    void timesAreThoseOfTheContract() {
        ClientLimits usual = ClientLimits.DEFAULT;
        assertThat(usual.headerTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(usual.bodyTimeout()).isEqualTo(Duration.ofSeconds(20));
        assertThat(usual.idleTimeout()).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void aLimitOutOfBoundsNamesItsKey() {
        ClientLimits usual = ClientLimits.DEFAULT;
        assertThatThrownBy(() -> new ClientLimits(
                        0, null, null, usual.headerTimeout(), usual.bodyTimeout(), usual.idleTimeout()))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("max-client-connections");
        assertThatThrownBy(() -> new ClientLimits(
                        null, null, 0, usual.headerTimeout(), usual.bodyTimeout(), usual.idleTimeout()))
                .hasMessageContaining("max-client-requests");
        assertThatThrownBy(() ->
                        new ClientLimits(null, null, null, Duration.ZERO, usual.bodyTimeout(), usual.idleTimeout()))
                .hasMessageContaining("header-timeout");
    }
}
