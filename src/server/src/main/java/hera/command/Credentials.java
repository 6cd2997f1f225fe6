package hera.command;

import java.net.HttpURLConnection;
import org.jspecify.annotations.Nullable;

/**
 * The credentials of a command, and the one decision which node they are shown to.
 *
 * @param token null for none
 * @param source where the token comes from, in words
 * @param tls how it connects to nodes that speak TLS; null where it names none
 * @param plain whether a token may go over plain HTTP to other machines, too
 * @param named whether they are for nodes that were named, and not for those that a node told of
 */
record Credentials(
        @Nullable String token, String source, @Nullable TlsConnections tls, boolean plain, boolean named) {
    /** Returns the credentials for nodes that another one told of. */
    Credentials forFound() {
        return new Credentials(token, source, tls, plain, false);
    }

    /**
     * Prepares a connection that is not connected yet.
     *
     * @throws CommandFailedException if the token must not go there
     */
    void show(NodeArgument node, HttpURLConnection connection) {
        if (node.tls() && tls != null) {
            tls.secure(connection);
        }
        if (token != null) {
            checkMayHear(node);
            connection.setRequestProperty("Authorization", "Bearer " + token);
        }
    }

    private void checkMayHear(NodeArgument node) {
        if (node.tls()) {
            if (!named && (tls == null || !tls.hasOwnAuthority())) {
                throw CommandFailedException.notAsked(
                        node
                                + " is not asked: it is not named here, and without --ca nothing shows that it may hear the token");
            }
        } else if (!plain && !(named && node.isLoopback())) {
            throw CommandFailedException.notAsked(node
                    + " is not asked: a token goes over plain HTTP to this machine only; name an https:// node, or give"
                    + " --plain where something else encrypts");
        }
    }

    /** Returns the end of the error message of a node that knows no such credential. */
    String afterUnknown() {
        return token == null
                ? "; it wants a token: --token-file FILE, or the variable HERA_TOKEN"
                : "; the token of " + source + " is none there, or has ended";
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "Credentials[" + source + "]";
    }
}
