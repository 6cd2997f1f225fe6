package hera.foundation.server;

import org.apache.coyote.Adapter;
import org.apache.coyote.Request;
import org.apache.coyote.Response;
import org.apache.tomcat.util.net.SocketEvent;

/**
 * An adapter that takes {@code OPTIONS *} for {@code OPTIONS /}. Tomcat answers it by itself, past all filters, so also where
 * nobody may ask.
 */
final class AsteriskAdapter implements Adapter {
    private static final byte[] ROOT = {'/'};

    private final Adapter adapter;

    AsteriskAdapter(Adapter adapter) {
        this.adapter = adapter;
    }

    @Override
    public void service(Request request, Response response) throws Exception {
        if (request.requestURI().equals("*") && request.getMethod().equals("OPTIONS")) {
            request.requestURI().setBytes(ROOT, 0, ROOT.length);
        }
        adapter.service(request, response);
    }

    @Override
    public boolean prepare(Request request, Response response) throws Exception {
        return adapter.prepare(request, response);
    }

    @Override
    public boolean asyncDispatch(Request request, Response response, SocketEvent event) throws Exception {
        return adapter.asyncDispatch(request, response, event);
    }

    @Override
    public void log(Request request, Response response, long time) {
        adapter.log(request, response, time);
    }

    @Override
    public void checkRecycled(Request request, Response response) {
        adapter.checkRecycled(request, response);
    }

    @Override
    public String getDomain() {
        return adapter.getDomain();
    }
}
