package hera.failover;

import hera.failover.store.Store;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteTasksTest extends TaskStoreContract {
    @TempDir
    private Path folder;

    @Override
    Store open() {
        return StoreUrls.open("jdbc:sqlite:" + folder.resolve("failover.db"), true);
    }
}
