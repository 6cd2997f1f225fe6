package hera.failover.mongo;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoNamespace;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;

/**
 * A checked URL of a database.
 *
 * @param connection the URL, with its password
 * @param database the database's name
 */
record MongoUrl(ConnectionString connection, String database) {
    private static final String DEFAULT_DATABASE = "test";

    static MongoUrl parse(String url) {
        try {
            ConnectionString connection = new ConnectionString(url);
            String named = connection.getDatabase();
            String database = named == null ? DEFAULT_DATABASE : named;
            MongoNamespace.checkDatabaseNameValidity(database);
            return new MongoUrl(connection, database);
        } catch (IllegalArgumentException e) {
            // Its message may hold a part of the password, which stands unescaped before a slash or an at sign.
            throw new IllegalArgumentException(
                    "a store of MongoDB is mongodb://[USER:PASSWORD@]HOST[:PORT]/DATABASE, with what is special in"
                            + " user and password percent-encoded");
        }
    }

    String description() {
        String scheme = connection.isSrvProtocol() ? "mongodb+srv://" : "mongodb://";
        return scheme + String.join(",", connection.getHosts()) + "/" + database;
    }

    /** A step is never repeated by the driver: the session finds out what became of it. */
    MongoClient connect() {
        return MongoClients.create(MongoClientSettings.builder()
                .applyConnectionString(connection)
                .applicationName("hera failover")
                .retryWrites(false)
                .build());
    }

    @Override
    public String toString() {
        return description();
    }
}
