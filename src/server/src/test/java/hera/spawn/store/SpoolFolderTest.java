package hera.spawn.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolFolderTest {
    @TempDir
    private Path folder;

    @Test
    void looksAtLoggedBodiesGoRoundAndAreBounded() throws IOException {
        SpoolFolder bodies = new SpoolFolder(folder);
        bodies.logged(List.of("a", "b", "c"));
        assertThat(bodies.takeLogged(2)).containsExactly("a", "b");
        bodies.logged(List.of("a"));
        assertThat(bodies.takeLogged(2)).containsExactly("c", "a");
        assertThat(bodies.takeLogged(2)).isEmpty();
    }

    @Test
    void bodyThatIsDeletedIsLookedAtNoMore() throws IOException {
        SpoolFolder bodies = new SpoolFolder(folder);
        bodies.logged(List.of("a", "b"));
        bodies.delete("a");
        assertThat(bodies.takeLogged(2)).containsExactly("b");
    }
}
