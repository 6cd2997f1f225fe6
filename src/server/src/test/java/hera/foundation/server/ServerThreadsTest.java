package hera.foundation.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ServerThreadsTest {
    @Test
    void threadsAreAtMostHalfOfWhatTheSystemAllows() {
        assertThat(ServerThreads.platform(Integer.MAX_VALUE).most()).isEqualTo(4_000);
        assertThat(ServerThreads.platform(1_000).most()).isEqualTo(500);
        assertThat(ServerThreads.platform(100).most()).isEqualTo(200);
    }
}
