package hera.failover;

import hera.failover.store.NoStore;
import hera.failover.store.Store;

/** The stores that are named by a URL. */
final class StoreUrls {
    private StoreUrls() {}

    static Store open(String url) {
        if (url.equals("nodb")) {
            return new NoStore();
        }
        throw new IllegalArgumentException("unknown store \"" + scheme(url) + "\"");
    }

    /** What comes before the part that may hold a password. */
    private static String scheme(String url) {
        int end = url.indexOf("//");
        return end < 0 ? url : url.substring(0, end + 2) + "…";
    }
}
