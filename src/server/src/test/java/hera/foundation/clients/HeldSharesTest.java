package hera.foundation.clients;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeldSharesTest {
    private final HeldShares shares = new HeldShares(2);

    @Test
    void aClientHoldsItsShareAndNoMore() {
        assertThat(shares.take("a")).isTrue();
        assertThat(shares.take("a")).isTrue();
        assertThat(shares.take("a")).isFalse();
        assertThat(shares.take("b")).isTrue();
        shares.release("a");
        assertThat(shares.take("a")).isTrue();
    }

    @Test
    void aClientThatHoldsNothingIsForgotten() {
        shares.take("a");
        shares.release("a");
        assertThat(shares.clients()).isZero();
    }

    @Test
    void aShareOfNothingIsNothing() {
        HeldShares none = new HeldShares(0);
        assertThat(none.take("a")).isFalse();
        assertThat(none.clients()).isZero();
    }
}
