package hera.failover;

import hera.failover.jdbc.JdbcStore;
import hera.failover.store.NoStore;
import hera.failover.store.Store;

/** The stores that are named by a URL. */
public final class StoreUrls {
    /** The forms of the URLs of stores, for people. */
    public static final String KNOWN = "jdbc:postgresql://HOST/DATABASE, jdbc:sqlite:FILE and nodb";

    private StoreUrls() {}

    /**
     * Opens a store; does not connect yet.
     *
     * @param url {@code jdbc:postgresql://…}, {@code jdbc:sqlite:FILE} or {@code nodb}
     * @param creating whether missing tables are made
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
        throw new IllegalArgumentException("unknown store \"" + scheme(url) + "\": known are " + KNOWN);
    }

    /** What comes before the part that may hold a password. */
    private static String scheme(String url) {
        return url.replaceFirst("(//|\\?).*", "$1…");
    }
}
