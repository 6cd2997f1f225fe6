package hera.failover;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import hera.failover.harness.MongoStandIn;
import hera.failover.store.Store;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class MongoTasksTest extends TaskStoreContract {
    private static final String DATABASE = "hera_tasks_test";
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
}
