package hera.client.http;

/**
 * One address at which a node listens.
 *
 * @param secure whether it speaks TLS
 * @param name the host as configured or announced, for TLS and for people
 * @param address an IP address without brackets
 */
public record NodeEndpoint(boolean secure, String name, String address, int port) {
    /** Returns what precedes the path of a URI. TLS needs the name, which its certificate is for. */
    public String origin() {
        return (secure ? "https://" : "http://") + bracketed(secure ? name : address) + ":" + port;
    }

    @Override
    public String toString() {
        String shown = secure ? "https://" : "";
        return shown + bracketed(name) + ":" + port
                + (name.equals(address) || name.equals("localhost") ? "" : " (" + address + ")");
    }

    private static String bracketed(String host) {
        return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    }
}
