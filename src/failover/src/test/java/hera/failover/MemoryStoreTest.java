package hera.failover;

import hera.failover.store.Store;

class MemoryStoreTest extends StoreContract {
    @Override
    Store open() {
        return MemoryStore.create();
    }
}
