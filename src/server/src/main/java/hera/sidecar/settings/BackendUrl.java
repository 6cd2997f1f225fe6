package hera.sidecar.settings;

import hera.foundation.http.HostPort;
import java.net.URI;
import java.net.URISyntaxException;

/**
 * The server behind a sidecar.
 *
 * @param address the address at which it listens
 * @param path put before the path of each request; empty, or starting with a slash and not ending with one
 */
public record BackendUrl(HostPort address, String path) {
    private static final int HTTP_PORT = 80;

    /**
     * Returns the backend of a URL like {@code http://127.0.0.1:4000/api/}.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    static BackendUrl parse(String text) {
        URI url;
        try {
            url = new URI(text);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("must be a URL such as http://127.0.0.1:4000/, not '" + text + "'", e);
        }
        if ("https".equalsIgnoreCase(url.getScheme())) {
            throw new IllegalArgumentException("must begin with http://, for https is not supported: '" + text + "'");
        }
        boolean plain = url.getRawUserInfo() == null && url.getRawQuery() == null && url.getRawFragment() == null;
        if (!"http".equalsIgnoreCase(url.getScheme()) || url.getHost() == null || !plain) {
            throw new IllegalArgumentException("must be a URL such as http://127.0.0.1:4000/, not '" + text + "'");
        }
        String host = url.getHost().startsWith("[")
                ? url.getHost().substring(1, url.getHost().length() - 1)
                : url.getHost();
        return new BackendUrl(
                new HostPort(host, url.getPort() < 0 ? HTTP_PORT : url.getPort()),
                url.getRawPath().replaceAll("/+$", ""));
    }

    @Override
    public String toString() {
        return "http://" + address + path + "/";
    }
}
