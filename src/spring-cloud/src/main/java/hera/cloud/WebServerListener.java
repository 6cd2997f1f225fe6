package hera.cloud;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.Environment;

/** The listener to web servers, a class of its own because an application may lack the classes that it needs. */
final class WebServerListener implements ApplicationListener<WebServerInitializedEvent> {
    private static final String MANAGEMENT = "management";

    private final HeraAutoServiceRegistration registration;

    WebServerListener(HeraAutoServiceRegistration registration) {
        this.registration = registration;
    }

    @Override
    public void onApplicationEvent(WebServerInitializedEvent event) {
        WebServerApplicationContext server = event.getApplicationContext();
        int port = event.getWebServer().getPort();
        if (MANAGEMENT.equals(server.getServerNamespace())) {
            registration.managementListening(port);
        } else if (port > 0) {
            registration.listening(port, servesTls(server.getEnvironment()), server);
        }
    }

    private static boolean servesTls(Environment environment) {
        Ssl ssl = Binder.get(environment).bind("server.ssl", Ssl.class).orElse(null);
        return ssl != null
                && ssl.isEnabled()
                && (ssl.getBundle() != null || ssl.getKeyStore() != null || ssl.getCertificate() != null);
    }
}
