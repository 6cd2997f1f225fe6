package hera.foundation.clients;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ConnectionSharesTest {
    private static final String ADDRESS = "10.0.0.7";

    private final ConnectionShares shares = new ConnectionShares(2);

    @Test
    void aConnectionBeyondTheShareIsRefusedUntilOneCloses() {
        assertThat(shares.open("a", ADDRESS)).isTrue();
        assertThat(shares.open("b", ADDRESS)).isTrue();
        assertThat(shares.open("c", ADDRESS)).isFalse();
        assertThat(shares.open("d", "10.0.0.8")).isTrue();
        shares.close("a");
        shares.close("a");
        assertThat(shares.open("c", ADDRESS)).isTrue();
        assertThat(shares.open("e", ADDRESS)).isFalse();
    }

    @Test
    void aConnectionIsItsAddresssUntilACredentialHasBeenShown() {
        shares.open("a", ADDRESS);
        shares.open("b", ADDRESS);
        assertThat(shares.belongsTo("a", "name:web")).isTrue();
        assertThat(shares.open("c", ADDRESS)).isTrue();
        assertThat(shares.belongsTo("b", "name:web")).isTrue();
        assertThat(shares.belongsTo("c", "name:web")).isFalse();
        assertThat(shares.count("name:web")).isEqualTo(2);
        assertThat(shares.count(ADDRESS)).isEqualTo(1);
    }

    @Test
    void aPeersConnectionCountsForNobody() {
        shares.open("a", ADDRESS);
        assertThat(shares.belongsTo("a", null)).isTrue();
        assertThat(shares.count(ADDRESS)).isZero();
        assertThat(shares.belongsTo("a", ADDRESS)).isTrue();
        assertThat(shares.count(ADDRESS)).isEqualTo(1);
    }

    @Test
    void aClosedConnectionIsNotCountedAgain() {
        shares.open("a", ADDRESS);
        shares.close("a");
        assertThat(shares.belongsTo("a", "name:web")).isTrue();
        assertThat(shares.count("name:web")).isZero();
    }
}
