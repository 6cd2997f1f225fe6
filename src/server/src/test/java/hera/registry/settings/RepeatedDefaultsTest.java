package hera.registry.settings;

import static org.assertj.core.api.Assertions.assertThat;

import hera.foundation.settings.SettingValues;
import hera.registry.gossip.GossipSettings;
import hera.registry.replica.ReplicaBounds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The defaults that the pure cores and the front door repeat: they equal the declared ones. */
class RepeatedDefaultsTest {
    private final SettingValues defaults = new SettingValues();

    @Test
    void boundsOfTheReplicaAreTheDeclaredDefaults() {
        ReplicaBounds usual = new ReplicaBounds(1, 1, 1);
        assertThat(usual.maxPageBytes()).isEqualTo(Limits.DEFAULT.maxPageBytes());
        assertThat(usual.maxTombstones()).isEqualTo(Limits.DEFAULT.maxTombstones());
        assertThat(Duration.ofMillis(usual.renewalWindowMillis())).isEqualTo(defaults.get(RegistryKeys.RENEWAL_WINDOW));
    }

    @Test
    void livenessOfGossipIsTheDeclaredDefault() {
        GossipSettings usual = new GossipSettings(Duration.ofSeconds(1), 1, Duration.ofSeconds(1), Duration.ZERO);
        assertThat(usual.liveness()).isEqualTo(defaults.get(RegistryKeys.LIVENESS));
    }

    @Test
    void readmeStatesTheDeclaredLiveness() throws IOException {
        String readme = Files.readString(Path.of("README.md")).replaceAll("\\s+", " ");
        assertThat(readme)
                .contains("its liveness, %d s by default"
                        .formatted(defaults.get(RegistryKeys.LIVENESS).toSeconds()));
    }
}
