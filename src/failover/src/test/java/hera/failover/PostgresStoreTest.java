package hera.failover;

import hera.failover.harness.PostgresServer;
import hera.failover.store.Store;

class PostgresStoreTest extends RacingStoreContract {
    @Override
    Store open() throws Exception {
        return StoreUrls.open(PostgresServer.get().emptyDatabase("store"), true);
    }
}
