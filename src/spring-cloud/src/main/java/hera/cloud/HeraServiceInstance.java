package hera.cloud;

import hera.client.Instance;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.client.ServiceInstance;

/** One instance of a service, as Spring Cloud sees it. Immutable. */
public final class HeraServiceInstance implements ServiceInstance {
    private final String service;
    private final Instance instance;

    /**
     * Wraps an instance.
     *
     * @param service the service that it belongs to
     * @param instance one with host and port
     */
    public HeraServiceInstance(String service, Instance instance) {
        this.service = service;
        this.instance = instance;
    }

    @Override
    public String getInstanceId() {
        return instance.id();
    }

    @Override
    public String getServiceId() {
        return service;
    }

    /** Returns the host; an IPv6 address in brackets, as it stands in a URI. */
    @Override
    public String getHost() {
        return inUri(instance.host());
    }

    @Override
    public int getPort() {
        return instance.port();
    }

    @Override
    public boolean isSecure() {
        return instance.isSecure();
    }

    @Override
    public String getScheme() {
        return isSecure() ? "https" : "http";
    }

    @Override
    public URI getUri() {
        return URI.create(getScheme() + "://" + getHost() + ":" + getPort());
    }

    @Override
    public Map<String, String> getMetadata() {
        return instance.metadata();
    }

    static String inUri(String host) {
        return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof HeraServiceInstance that
                && service.equals(that.service)
                && instance.equals(that.instance);
    }

    @Override
    public int hashCode() {
        return 31 * service.hashCode() + instance.hashCode();
    }

    @Override
    public String toString() {
        return service + " " + instance;
    }
}
