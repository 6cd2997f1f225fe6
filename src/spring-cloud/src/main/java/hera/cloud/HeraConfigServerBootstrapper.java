package hera.cloud;

import hera.client.Discovery;
import hera.client.HeraClient;
import java.util.List;
import org.apache.commons.logging.Log;
import org.springframework.boot.bootstrap.BootstrapContext;
import org.springframework.boot.bootstrap.BootstrapRegistry;
import org.springframework.boot.bootstrap.BootstrapRegistryInitializer;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.config.client.ConfigServerInstanceProvider;
import org.springframework.util.ClassUtils;

/**
 * The finder of a config server with {@code spring.cloud.config.discovery.enabled}, before the application has a context.
 * It has a client of its own for that moment.
 */
public final class HeraConfigServerBootstrapper implements BootstrapRegistryInitializer {
    private static final String CONFIG_CLIENT = "org.springframework.cloud.config.client.ConfigServerInstanceProvider";

    /** Made by Spring Boot, by its name. */
    public HeraConfigServerBootstrapper() {}

    @Override
    public void initialize(BootstrapRegistry registry) {
        if (ClassUtils.isPresent(CONFIG_CLIENT, HeraConfigServerBootstrapper.class.getClassLoader())) {
            ConfigServers.register(registry);
        }
    }

    private record ConfigServers(BootstrapContext context) implements ConfigServerInstanceProvider.Function {
        static void register(BootstrapRegistry registry) {
            registry.registerIfAbsent(ConfigServerInstanceProvider.Function.class, ConfigServers::new);
        }

        @Override
        public List<ServiceInstance> apply(String service) {
            Binder binder = context.get(Binder.class);
            return binder == null ? List.of() : find(service, binder);
        }

        @Override
        public List<ServiceInstance> apply(String service, Binder binder, BindHandler handler, Log log) {
            return find(service, binder);
        }

        private static List<ServiceInstance> find(String service, Binder binder) {
            HeraClientProperties properties =
                    binder.bindOrCreate(HeraClientProperties.PREFIX, HeraClientProperties.class);
            boolean isOn = properties.enabled()
                    && binder.bind("spring.cloud.config.discovery.enabled", Boolean.class)
                            .orElse(false)
                    && binder.bind("spring.cloud.discovery.enabled", Boolean.class)
                            .orElse(true);
            if (!isOn) {
                return List.of();
            }
            try (HeraClient client = ClientMaker.start(properties, null, true);
                    Discovery discovery = client.discover(service)) {
                if (!discovery.await(properties.firstRead())) {
                    return List.of();
                }
                return discovery.instances().stream()
                        .<ServiceInstance>map(instance -> new HeraServiceInstance(service, instance))
                        .toList();
            }
        }
    }
}
