package hera.registry.settings;

import static org.assertj.core.api.Assertions.assertThat;

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
}
