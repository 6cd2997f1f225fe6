package hera.failover;

import hera.failover.store.Store;

class MemoryStoreTest extends RacingStoreContract {
    @Override
    Store open() {
        return MemoryStore.create();
    }

    @Override
    int usualRaces() {
        return 625;
    }
}
