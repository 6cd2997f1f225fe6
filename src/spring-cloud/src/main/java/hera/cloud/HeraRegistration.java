package hera.cloud;

import hera.client.Instance;
import hera.client.Lease;
import hera.client.Status;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.serviceregistry.Registration;

/**
 * The application as it registers itself. Its port is known when the web server listens. Listeners of
 * {@link org.springframework.cloud.client.discovery.event.InstancePreRegisteredEvent} may still add metadata. Safe for
 * use by many threads.
 */
public final class HeraRegistration implements Registration {
    private final HeraClientProperties.Registration settings;
    private final String service;
    private final InstanceHost host;
    private final Map<String, String> metadata;
    private volatile int port;
    private volatile boolean secure;
    private volatile int managementPort;
    private volatile hera.client.@Nullable Registration live;
    private volatile Status readiness = Status.STARTING;
    private volatile @Nullable Status override;

    HeraRegistration(HeraClientProperties.Registration settings, String service, InstanceHost host) {
        this.settings = settings;
        this.service = service;
        this.host = host;
        this.metadata = new ConcurrentSkipListMap<>(settings.metadata());
        this.port = settings.port() == null ? 0 : settings.port();
        this.secure = Boolean.TRUE.equals(settings.secure());
    }

    @Override
    public String getServiceId() {
        return service;
    }

    /** Returns the id; empty as long as it is made of host and port, and the port is not known. */
    @Override
    public String getInstanceId() {
        hera.client.Registration known = live;
        String id = known == null ? "" : known.instance().id();
        if (!id.isEmpty()) {
            return id;
        }
        return settings.id() != null ? settings.id() : port == 0 ? "" : getHost() + ":" + port;
    }

    /** Returns the host; one that is not configured is a guess until a node has answered. */
    @Override
    public String getHost() {
        hera.client.Registration known = live;
        String found = known == null ? "" : known.instance().host();
        return HeraServiceInstance.inUri(found.isEmpty() ? host.given().orElseGet(host::guess) : found);
    }

    /** Returns the port; 0 as long as it is not known. */
    @Override
    public int getPort() {
        return port;
    }

    @Override
    public boolean isSecure() {
        return secure;
    }

    @Override
    public String getScheme() {
        return secure ? "https" : "http";
    }

    @Override
    public URI getUri() {
        return ServiceInstance.createUri(this);
    }

    /** Returns the metadata, which may be changed until the instance is registered. */
    @Override
    public Map<String, String> getMetadata() {
        return metadata;
    }

    /** Sets the port and the security of the web server, unless the properties state others. */
    void listensAt(int serverPort, boolean servesTls) {
        port = settings.port() == null ? serverPort : settings.port();
        secure = settings.secure() == null ? servesTls : settings.secure();
    }

    void managementListensAt(int otherPort) {
        managementPort = otherPort;
    }

    /** @param status the status of the instance, unless it is overridden */
    void readiness(Status status) {
        readiness = status;
    }

    /** @param status the status of the instance, whatever its readiness; null to follow that again */
    void override(@Nullable Status status) {
        override = status;
    }

    Status status() {
        Status overridden = override;
        return overridden == null ? readiness : overridden;
    }

    void live(hera.client.@Nullable Registration registration) {
        live = registration;
    }

    hera.client.@Nullable Registration live() {
        return live;
    }

    boolean hasPort() {
        return port != 0;
    }

    Lease lease() {
        return settings.lease();
    }

    InstanceHost host() {
        return host;
    }

    /**
     * Returns the instance as others read it.
     *
     * @throws IllegalArgumentException if the metadata has members that it must not have, or a value makes no sense
     */
    Instance instance() {
        HeraClientProperties.Registration.checkMetadata(metadata.keySet());
        Instance instance = host.given().map(name -> Instance.of(name, port)).orElseGet(() -> Instance.local(port));
        if (settings.id() != null) {
            instance = instance.id(settings.id());
        }
        if (secure) {
            instance = instance.with("secure", true);
        }
        for (Map.Entry<String, String> member : metadata.entrySet()) {
            instance = instance.with(member.getKey(), member.getValue());
        }
        if (managementPort != 0) {
            instance = instance.with("management.port", managementPort);
        }
        return instance.status(status());
    }

    @Override
    public String toString() {
        return service + " " + getInstanceId();
    }
}
