package hera.foundation.server;

import java.util.function.IntSupplier;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationListener;

/** The listening port, which is known once the web server runs, also when the system chose it. */
public final class ListeningPort implements IntSupplier, ApplicationListener<WebServerInitializedEvent> {
    private volatile int port;

    /** Returns the port; 0 until the web server runs. */
    @Override
    public int getAsInt() {
        return port;
    }

    @Override
    public void onApplicationEvent(WebServerInitializedEvent event) {
        port = event.getWebServer().getPort();
    }
}
