package hera.failover;

import static org.assertj.core.api.Assertions.assertThat;

import hera.failover.harness.Race;
import hera.failover.store.Sight;
import hera.failover.store.Store;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteStoreTest extends RacingStoreContract {
    @TempDir
    private Path folder;

    @Override
    Store open() {
        return open("failover.db");
    }

    private Store open(String file) {
        return StoreUrls.open("jdbc:sqlite:" + folder.resolve(file), true);
    }

    @Test
    void storesThatMakeTheFileAtOnceAllSucceed() throws Exception {
        try (Race race = new Race()) {
            for (int round = 0; round < Race.rounds(20); round++) {
                String file = "new-" + round + ".db";
                List<Sight> seen = race.run(thread -> {
                    try (Store store = open(file)) {
                        return store.look(Set.of("n"), LIMIT);
                    }
                });
                assertThat(seen)
                        .hasSize(Race.THREADS)
                        .allMatch(sight -> sight.names().isEmpty());
            }
        }
    }
}
