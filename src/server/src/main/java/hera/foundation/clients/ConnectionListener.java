package hera.foundation.clients;

/**
 * A listener for what a server ends by itself, before anything of the program has seen a request. It is called by the server's
 * threads, so it has to be quick, and may be called by several at once.
 */
public interface ConnectionListener {
    /** A listener that does nothing. */
    ConnectionListener NONE = new ConnectionListener() {
        @Override
        public void refused(String client) {}

        @Override
        public void late(String client) {}

        @Override
        public void malformed(String client) {}
    };

    /** A client has as many connections as it may, so a further one was closed. */
    void refused(String client);

    /** A handshake, a head or a body was not complete in time. */
    void late(String client);

    /** A request was no HTTP. */
    void malformed(String client);
}
