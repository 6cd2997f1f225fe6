package hera.cloud.harness;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;

/** Applications that a test starts in its own JVM. */
public final class Applications {
    private Applications() {}

    /** The port at which the application's web server listens. */
    public static int port(ConfigurableApplicationContext context) {
        return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }

    /**
     * Returns an application to run.
     *
     * @param properties {@code name=value}, which beat all other sources; of two with one name the later counts
     */
    public static SpringApplicationBuilder of(Class<?> source, List<String> properties) {
        Map<String, Object> values = new LinkedHashMap<>();
        properties.forEach(
                property -> values.put(property.replaceFirst("=.*", ""), property.replaceFirst("[^=]*=", "")));
        return new SpringApplicationBuilder(source)
                .initializers(context ->
                        context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("test", values)))
                .properties(values);
    }
}
