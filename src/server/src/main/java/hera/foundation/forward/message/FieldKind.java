package hera.foundation.forward.message;

/** The fields with a meaning for a proxy; all others are {@link #OTHER} and are passed on. */
enum FieldKind {
    OTHER(""),
    HOST("host"),
    CONTENT_LENGTH("content-length"),
    TRANSFER_ENCODING("transfer-encoding"),
    CONNECTION("connection"),
    KEEP_ALIVE("keep-alive"),
    PROXY_CONNECTION("proxy-connection"),
    TE("te"),
    UPGRADE("upgrade"),
    EXPECT("expect"),
    TRAILER("trailer");

    private final String name;

    FieldKind(String name) {
        this.name = name;
    }

    static FieldKind of(byte[] bytes, int from, int to) {
        FieldKind candidate = switch (to - from) {
            case 2 -> TE;
            case 4 -> HOST;
            case 6 -> EXPECT;
            case 7 -> Octets.lower(bytes[from]) == 'u' ? UPGRADE : TRAILER;
            case 10 -> Octets.lower(bytes[from]) == 'c' ? CONNECTION : KEEP_ALIVE;
            case 14 -> CONTENT_LENGTH;
            case 16 -> PROXY_CONNECTION;
            case 17 -> TRANSFER_ENCODING;
            default -> OTHER;
        };
        return candidate != OTHER && Octets.spells(bytes, from, to, candidate.name) ? candidate : OTHER;
    }

    /**
     * Whether the field is hop-by-hop and so not passed on; some are written anew for the next hop (RFC 9110, 7.6.1).
     */
    boolean endsAtHop() {
        return switch (this) {
            case CONNECTION, KEEP_ALIVE, PROXY_CONNECTION, TE, TRANSFER_ENCODING, UPGRADE -> true;
            default -> false;
        };
    }

    /**
     * Whether the field is passed on even if a Connection field names it: without it the message would have another
     * meaning.
     */
    boolean outranksConnection() {
        return switch (this) {
            case HOST, CONTENT_LENGTH, EXPECT -> true;
            default -> false;
        };
    }
}
