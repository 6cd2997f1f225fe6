package hera.foundation.server;

import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.StandardEnvironment;

/**
 * Spring Boot's properties, all set here. {@code application.properties}, environment variables and system properties
 * are ignored, so that no stray one changes a server.
 */
final class ServerEnvironment extends StandardEnvironment {
    ServerEnvironment(ServerSettings settings, ListenSocket socket) {
        getPropertySources().addFirst(new MapPropertySource("hera", properties(settings, socket)));
    }

    @Override
    protected void customizePropertySources(MutablePropertySources sources) {
        // no system properties and no environment variables
    }

    private static Map<String, Object> properties(ServerSettings settings, ListenSocket socket) {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("server.port", socket.port());
        if (socket.address() != null) {
            properties.put("server.address", socket.address().getHostAddress());
        }
        properties.put("server.shutdown", "graceful");
        properties.put("server.tomcat.use-relative-redirects", "true");
        properties.put("spring.lifecycle.timeout-per-shutdown-phase", "3s");
        properties.put("spring.threads.virtual.enabled", "true");
        properties.put("spring.mvc.formcontent.filter.enabled", "false");
        properties.put("spring.mvc.hiddenmethod.filter.enabled", "false");
        properties.put("spring.mvc.publish-request-handled-events", "false");
        properties.put("spring.mvc.servlet.load-on-startup", "1");
        properties.put("spring.web.resources.add-mappings", "false");
        properties.put("management.endpoints.web.exposure.include", "health,info,prometheus");
        properties.put("management.endpoint.health.show-details", "always");
        properties.put("management.endpoint.health.probes.enabled", "true");
        properties.put("management.endpoint.health.probes.add-additional-paths", "true");
        properties.put("management.endpoint.health.validate-group-membership", "false");
        properties.put("management.endpoint.health.group.readiness.include", readiness(settings));
        return properties;
    }

    private static String readiness(ServerSettings settings) {
        StringBuilder contributors = new StringBuilder("readinessState");
        settings.readiness().forEach(name -> contributors.append(',').append(name));
        return contributors.toString();
    }
}
