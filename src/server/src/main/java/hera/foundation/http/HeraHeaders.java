package hera.foundation.http;

/** The names of all HTTP headers that this program defines. */
public final class HeraHeaders {
    /** Response: the timestamp of the write, in milliseconds; decimal digits. */
    public static final String TIMESTAMP = "Hera-Timestamp";

    /** Request and response: the name of the sender's environment; a node refuses the requests of another. */
    public static final String ENVIRONMENT = "Hera-Environment";

    /** Response to a read or a pull: {@code false} while the node may lack live instances. */
    public static final String SYNCED = "Hera-Synced";

    /**
     * Pull and its response, and response to a read while the node may lack live instances: the sender's name,
     * percent-encoded, {@code ;} and its incarnation.
     */
    public static final String NODE = "Hera-Node";

    /** Pull and its response: {@code host:port} at which the sender is reached; the host may be left out. */
    public static final String ADDRESS = "Hera-Address";

    /** Response to a pull: the address of another live node that has the puller's name. */
    public static final String RIVAL = "Hera-Rival";

    /** Response to a pull: the sender's wall clock, in milliseconds since 1970, to show skew; no rule depends on it. */
    public static final String CLOCK = "Hera-Clock";

    /** Response to a pull that does not wait: how far the sender has followed the puller's own writes; decimal digits. */
    public static final String SEEN = "Hera-Seen";

    /** Response to a pull: {@code true} when the peer has more deltas than fitted this page. */
    public static final String MORE = "Hera-More";

    /** Pull: {@code true} asks for whole instances, never touches, because this node may lack their content. */
    public static final String WHOLE = "Hera-Whole";

    /** Pull: the gaps of the digest, {@code a=7-15, b=0-9}: the timestamp before each gap and the last one in it. */
    public static final String GAPS = "Hera-Gaps";

    /** Response with a list: {@code true} when services are left out that the sender may not read. */
    public static final String FILTERED = "Hera-Filtered";

    private HeraHeaders() {}
}
