package hera.failover;

import hera.failover.harness.PostgresServer;
import hera.failover.store.Store;

class PostgresTasksTest extends TaskStoreContract {
    @Override
    Store open() throws Exception {
        return StoreUrls.open(PostgresServer.get().emptyTables("tasks"), true);
    }
}
