package hera.failover;

import hera.failover.store.Store;

class MemoryTasksTest extends TaskStoreContract {
    @Override
    Store open() {
        return MemoryStore.create();
    }
}
