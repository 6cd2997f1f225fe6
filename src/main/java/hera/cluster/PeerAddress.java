package hera.cluster;

import java.net.URI;

/**
 * Where a node is reached.
 *
 * @param host a host name, an IPv4 or an IPv6 literal without brackets
 * @param port 1 to 65535
 */
public record PeerAddress(String host, int port) {
    public URI uri(String rawPathAndQuery) {
        return URI.create("http://" + this + rawPathAndQuery);
    }

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? '[' + host + ']' : host) + ':' + port;
    }
}
