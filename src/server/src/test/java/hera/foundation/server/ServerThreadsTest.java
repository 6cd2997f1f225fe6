package hera.foundation.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ServerThreadsTest {
    private static final long PLENTY = 8L << 30;

    @Test
    void threadsAreAtMostHalfOfWhatTheSystemAllows() {
        assertThat(ServerThreads.platform(Integer.MAX_VALUE, PLENTY).most()).isEqualTo(2_000);
        assertThat(ServerThreads.platform(1_000, PLENTY).most()).isEqualTo(500);
        assertThat(ServerThreads.platform(100, PLENTY).most()).isEqualTo(200);
    }

    @Test
    void threadsAreFewerWhereTheHeapIsSmall() {
        assertThat(ServerThreads.platform(Integer.MAX_VALUE, 128 << 20).most()).isEqualTo(1_024);
        assertThat(ServerThreads.virtual(128 << 20).most()).isEqualTo(1_024);
        assertThat(ServerThreads.virtual(PLENTY).most()).isEqualTo(2_000);
        assertThat(ServerThreads.virtual(16 << 20).most()).isEqualTo(200);
    }
}
