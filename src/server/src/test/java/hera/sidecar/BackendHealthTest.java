package hera.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import hera.harness.ManualTimer;
import hera.sidecar.settings.SidecarSettings;
import org.junit.jupiter.api.Test;

class BackendHealthTest {
    private final HandTurnedNode node = new HandTurnedNode();
    private final Duty duty = new Duty(node);
    private final BackendHealth health = new BackendHealth(settings(), duty, new ManualTimer());

    private static SidecarSettings settings() {
        return SettingsFor.flags("--discovery.json.file=x", "--backend.health=/health");
    }

    @Test
    void threeMissesInARowTakeTheMemberOffTwoHitsBringItBack() {
        health.note(false);
        health.note(false);
        health.note(true);
        health.note(false);
        health.note(false);
        assertThat(node.resting).isFalse();
        health.note(false);
        assertThat(node.resting).isTrue();
        health.note(true);
        health.note(false);
        health.note(true);
        assertThat(node.resting).isTrue();
        health.note(true);
        assertThat(node.resting).isFalse();
    }

    @Test
    void memberThatEndsStaysOffWhateverItsBackendSays() {
        duty.leave();
        health.note(false);
        health.note(false);
        health.note(false);
        health.note(true);
        health.note(true);
        assertThat(node.resting).isTrue();
    }
}
