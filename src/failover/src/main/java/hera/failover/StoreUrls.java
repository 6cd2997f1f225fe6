package hera.failover;

import hera.failover.jdbc.JdbcStore;
import hera.failover.mongo.MongoStore;
import hera.failover.store.NoStore;
import hera.failover.store.Store;

/** The stores by URL. */
public final class StoreUrls {
    /** The known forms of URLs, for error messages. */
    public static final String KNOWN =
            "mongodb://HOST/DATABASE, jdbc:postgresql://HOST/DATABASE, jdbc:sqlite:FILE and nodb";

    /** The default store. */
    public static final String DEFAULT = "mongodb://localhost:27017/test";

    private StoreUrls() {}

    /**
     * Opens a store; does not connect yet.
     *
     * @param url {@code mongodb://…}, {@code jdbc:postgresql://…}, {@code jdbc:sqlite:FILE} or {@code nodb}
     * @param creating whether to create missing tables; MongoDB creates collections in any case
     * @return the store, which the caller closes
     * @throws IllegalArgumentException if there is no such store; the message holds no password
     */
    public static Store open(String url, boolean creating) {
        if (url.equals("nodb")) {
            return new NoStore();
        }
        if (url.startsWith("jdbc:")) {
            JdbcStore store = JdbcStore.open(url);
            return creating ? store : store.withoutCreating();
        }
        if (url.startsWith("mongodb:") || url.startsWith("mongodb+srv:")) {
            return mongo(url);
        }
        throw new IllegalArgumentException("unknown store \"" + scheme(url) + "\": known are " + KNOWN);
    }

    private static Store mongo(String url) {
        try {
            return MongoStore.open(url);
        } catch (NoClassDefFoundError e) {
            throw new IllegalArgumentException("the store needs the driver org.mongodb:mongodb-driver-sync", e);
        }
    }

    /** Returns the part of a URL before the one that may have a password. */
    private static String scheme(String url) {
        return url.replaceFirst("(//|\\?).*", "$1…");
    }
}
