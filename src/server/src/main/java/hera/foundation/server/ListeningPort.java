package hera.foundation.server;

import java.util.function.IntSupplier;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationListener;

/** The port that this node listens on: known when the web server runs, which matters when it was told to pick one. */
public final class ListeningPort implements IntSupplier, ApplicationListener<WebServerInitializedEvent> {
    private volatile int port;

    /** 0 until the web server runs. */
    @Override
    public int getAsInt() {
        return port;
    }

    @Override
    public void onApplicationEvent(WebServerInitializedEvent event) {
        port = event.getWebServer().getPort();
    }
}
