package hera.failover;

import hera.failover.harness.PostgresServer;
import hera.failover.store.Store;

class PostgresStoreTest extends RacingStoreContract {
    @Override
    Store open() throws Exception {
        return StoreUrls.open(PostgresServer.get().emptyTables("store"), true);
    }

    /** Each race opens a connection for most of its threads. */
    @Override
    int usualRaces() {
        return 5;
    }
}
