package hera.failover;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import hera.failover.harness.MongoStandIn;
import hera.failover.store.Store;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class MongoStoreTest extends RacingStoreContract {
    private static final String DATABASE = "hera_store_test";
    private static MongoStandIn server;

    @BeforeAll
    static void start() {
        server = new MongoStandIn();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Override
    Store open() {
        String url = server.url(DATABASE);
        try (MongoClient client = MongoClients.create(url)) {
            client.getDatabase(DATABASE).drop();
        }
        return StoreUrls.open(url, true);
    }

    /** The stand-in looks at all documents for each; a real one has an index. */
    @Override
    int manyNames() {
        return System.getProperty("mongodb.url") == null ? 100 : 1_000;
    }

    @Override
    boolean hasBell() {
        return false;
    }
}
