package hera.foundation.tls;

/** The result of a look at the files of a node's TLS. */
public enum TlsReload {
    /** They are as before, good or bad. */
    UNCHANGED,
    /** New ones are in force. */
    LOADED,
    /** They are not whole, or do not fit together: what was in force stays. */
    FAILED
}
