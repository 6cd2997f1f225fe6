package hera.foundation.server;

import hera.foundation.settings.InvalidSettingException;
import java.util.List;
import org.slf4j.bridge.SLF4JBridgeHandler;
import org.springframework.boot.Banner.Mode;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.web.server.WebServerException;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ApplicationContextException;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * A running web server: Spring Boot on this program's Tomcat, with its problem responses, log, health, metrics and
 * graceful shutdown. It knows no system: a system is a {@link org.springframework.context.annotation.Configuration} class
 * that composes its beans once, and an object with its settings.
 *
 * <p>Beans that every server has: {@link hera.foundation.time.Clock}, a {@link hera.foundation.time.ThreadTimer} named
 * {@code timer}, {@link ListeningPort}, {@link ServerSettings} and the system's own settings.
 */
public final class HeraServer implements AutoCloseable {
    private final ServletWebServerApplicationContext context;

    private HeraServer(ServletWebServerApplicationContext context) {
        this.context = context;
    }

    /**
     * Starts a server; when it returns, the server accepts requests.
     *
     * @param server the settings of the web server
     * @param settings objects of different classes, such as the settings of the system, which become beans for its
     *     configuration
     * @param configurations the configuration classes of the system
     * @throws InvalidSettingException if the server cannot listen at the configured address and ports
     */
    public static HeraServer start(ServerSettings server, List<?> settings, List<Class<?>> configurations) {
        prepareLogging(server.name());
        List<ListenSocket> sockets = ListenSocket.all(server.port(), server.bind());
        for (ListenSocket socket : sockets) {
            if (sockets.size() > 1 && !socket.isFree()) {
                continue;
            }
            try {
                return new HeraServer(run(server, settings, configurations, socket));
            } catch (ApplicationContextException | WebServerException e) {
                if (sockets.size() == 1 || !ListenSocket.isInUse(e)) {
                    throw socket.failure(e);
                }
            }
        }
        throw ListenSocket.allInUse(server.port());
    }

    private static ServletWebServerApplicationContext run(
            ServerSettings server, List<?> settings, List<Class<?>> configurations, ListenSocket socket) {
        SpringApplication application = new SpringApplication(ServerConfiguration.class);
        application.addPrimarySources(configurations);
        application.setWebApplicationType(WebApplicationType.SERVLET);
        application.setBannerMode(Mode.OFF);
        application.setLogStartupInfo(false);
        application.setListeners(List.of());
        application.setInitializers(List.of(context -> register(context, server, settings)));
        application.setEnvironment(new ServerEnvironment(server, socket));
        return (ServletWebServerApplicationContext) application.run();
    }

    /**
     * Refuses an address and ports at which a server could not listen now. It does not start one.
     *
     * @throws InvalidSettingException naming the setting that is the reason
     */
    public static void checkListening(ServerSettings server) {
        ListenSocket.check(server.port(), server.bind());
    }

    /** Returns the listening port. */
    public int port() {
        return context.getWebServer() == null ? 0 : context.getWebServer().getPort();
    }

    /** Returns the beans, for tests. */
    public ConfigurableApplicationContext context() {
        return context;
    }

    /** Stops as on a signal: the system's lifecycles first, then the web server, once open requests are answered. */
    @Override
    public void close() {
        context.close();
    }

    private static void register(ConfigurableApplicationContext context, ServerSettings server, List<?> settings) {
        context.getBeanFactory().registerSingleton("serverSettings", server);
        for (Object bean : settings) {
            context.getBeanFactory().registerSingleton(bean.getClass().getName(), bean);
        }
    }

    private static void prepareLogging(String name) {
        if (!SLF4JBridgeHandler.isInstalled()) {
            SLF4JBridgeHandler.removeHandlersForRootLogger();
            SLF4JBridgeHandler.install();
        }
        LogConfigurator.setNode(name);
    }
}
