package hera.registry;

import ch.qos.logback.classic.LoggerContext;
import hera.foundation.settings.InvalidSettingException;
import hera.registry.settings.RegistrySettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;
import org.springframework.boot.Banner.Mode;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.boot.web.server.WebServerException;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ApplicationContextException;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.StandardEnvironment;

/**
 * A running node: a web application that is composed here and nowhere else. Its settings are {@link RegistrySettings};
 * {@code application.properties}, environment variables and system properties are not looked at, so that no stray one
 * changes how a node behaves.
 */
public final class NodeApplication implements AutoCloseable {
    private final ServletWebServerApplicationContext context;

    private NodeApplication(ServletWebServerApplicationContext context) {
        this.context = context;
    }

    /**
     * Starts a node; when it returns, the node answers.
     *
     * @param more configuration beside {@link NodeConfiguration}
     * @throws InvalidSettingException when the node cannot listen where it should
     */
    public static NodeApplication start(RegistrySettings settings, Class<?>... more) {
        prepareLogging(settings);
        @Nullable InetAddress bind = bindAddress(settings);
        int port = freePort(settings, bind);
        SpringApplication application = new SpringApplication(NodeConfiguration.class);
        application.addPrimarySources(List.of(more));
        application.setWebApplicationType(WebApplicationType.SERVLET);
        application.setBannerMode(Mode.OFF);
        application.setLogStartupInfo(false);
        application.setListeners(List.of());
        application.setInitializers(List.of(context -> register(settings, context)));
        application.setEnvironment(new FixedEnvironment(properties(port, bind)));
        try {
            return new NodeApplication((ServletWebServerApplicationContext) application.run());
        } catch (PortInUseException e) {
            throw new InvalidSettingException("port", port + " is in use");
        } catch (ApplicationContextException | WebServerException e) {
            throw cannotListen(port, bind, e);
        }
    }

    /** The port that it listens on. */
    public int port() {
        return context.getWebServer() == null ? 0 : context.getWebServer().getPort();
    }

    public ConfigurableApplicationContext context() {
        return context;
    }

    @Override
    public void close() {
        context.close();
    }

    private static void register(RegistrySettings settings, ConfigurableApplicationContext context) {
        ((GenericApplicationContext) context).registerBean(RegistrySettings.class, () -> settings);
    }

    private static void prepareLogging(RegistrySettings settings) {
        if (!SLF4JBridgeHandler.isInstalled()) {
            SLF4JBridgeHandler.removeHandlersForRootLogger();
            SLF4JBridgeHandler.install();
        }
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext logback) {
            logback.putProperty("node", settings.name().value());
        }
    }

    private static @Nullable InetAddress bindAddress(RegistrySettings settings) {
        if (settings.bind() == null) {
            return null;
        }
        try {
            return InetAddress.getByName(settings.bind());
        } catch (UnknownHostException e) {
            throw new InvalidSettingException(
                    "bind", "is no address of this host and no name of one: " + settings.bind());
        }
    }

    /** The first of the ports that nobody listens on; without a choice, the web server finds out by itself. */
    private static int freePort(RegistrySettings settings, @Nullable InetAddress bind) {
        List<Integer> ports = settings.ports();
        if (ports.size() == 1) {
            return ports.get(0);
        }
        for (int port : ports) {
            if (isFree(port, bind)) {
                return port;
            }
        }
        String all = ports.stream().map(String::valueOf).collect(Collectors.joining(" and "));
        throw new InvalidSettingException("environment", settings.environment() + ": ports " + all + " are in use");
    }

    private static boolean isFree(int port, @Nullable InetAddress bind) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress(bind, port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static RuntimeException cannotListen(int port, @Nullable InetAddress bind, RuntimeException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof PortInUseException) {
                return new InvalidSettingException("port", port + " is in use");
            }
            if (cause instanceof SocketException) {
                String where = bind == null ? "port " + port : bind.getHostAddress() + " port " + port;
                return new InvalidSettingException(
                        bind == null ? "port" : "bind", "cannot listen on " + where + ": " + cause.getMessage());
            }
        }
        return failure;
    }

    private static Map<String, Object> properties(int port, @Nullable InetAddress bind) {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("server.port", port);
        if (bind != null) {
            properties.put("server.address", bind.getHostAddress());
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
        properties.put("management.endpoint.health.validate-group-membership", "false");
        properties.put("management.endpoint.health.group.readiness.include", "readinessState,gossip");
        return properties;
    }

    /** Nothing but what it is given. */
    private static final class FixedEnvironment extends StandardEnvironment {
        FixedEnvironment(Map<String, Object> properties) {
            getPropertySources().addFirst(new MapPropertySource("hera", properties));
        }

        @Override
        protected void customizePropertySources(MutablePropertySources sources) {
            // neither system properties nor environment variables
        }
    }
}
