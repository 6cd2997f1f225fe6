package hera.foundation.server;

import org.apache.coyote.Adapter;
import org.apache.coyote.Request;
import org.apache.coyote.Response;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.buf.ByteChunk;
import org.apache.tomcat.util.buf.MessageBytes;
import org.apache.tomcat.util.net.SocketEvent;

/**
 * Tomcat's request processor, extended to accept more host names: container platforms make names such as {@code
 * my_hera} and {@code hera.2}, which resolvers know. Any other value of {@code Host}, IPv6 addresses included, is left
 * to Tomcat's own check. It also leads {@code OPTIONS *} to the filters, and has the header fields of responses converted
 * by {@link HeaderBytes} and the trailers of requests read by {@link WaitingBuffers}.
 */
final class AnyHostProcessor extends Http11Processor {
    private static final int MOST_PORT_DIGITS = 5;

    private final char[] name = new char[255];

    AnyHostProcessor(AbstractHttp11Protocol<?> protocol, Adapter adapter) {
        super(protocol, new AsteriskAdapter(adapter));
        HeaderBytes.convert(response, this);
        WaitingBuffers.readTrailers(request, protocol);
    }

    @Override
    protected void parseHost(MessageBytes value) {
        if (value == null || value.getType() != MessageBytes.T_BYTES || !take(value.getByteChunk())) {
            super.parseHost(value);
        }
    }

    /** Accepts a name of letters, digits, {@code - _ .} with an optional port; returns whether it did. */
    private boolean take(ByteChunk value) {
        byte[] bytes = value.getBytes();
        int start = value.getStart();
        int end = value.getEnd();
        int at = start;
        while (at < end && at - start < name.length && isOfName(bytes[at])) {
            name[at - start] = (char) bytes[at];
            at++;
        }
        int length = at - start;
        if (length == 0 || (at < end && bytes[at] != ':')) {
            return false;
        }
        int port = at == end ? -1 : port(bytes, at + 1, end);
        if (at < end && port < 0) {
            return false;
        }
        if (port > 0) {
            request.setServerPort(port);
        } else {
            populatePort();
        }
        request.serverName().setChars(name, 0, length);
        return true;
    }

    /** Returns the port; 0 if there is none after the colon, -1 for an invalid one. */
    private static int port(byte[] bytes, int from, int to) {
        if (to - from > MOST_PORT_DIGITS) {
            return -1;
        }
        int port = 0;
        for (int i = from; i < to; i++) {
            if (bytes[i] < '0' || bytes[i] > '9') {
                return -1;
            }
            port = port * 10 + bytes[i] - '0';
        }
        return port;
    }

    private static boolean isOfName(byte b) {
        return (b >= 'a' && b <= 'z')
                || (b >= 'A' && b <= 'Z')
                || (b >= '0' && b <= '9')
                || b == '-'
                || b == '_'
                || b == '.';
    }

    /**
     * An adapter that takes {@code OPTIONS *} for {@code OPTIONS /}. Tomcat answers it by itself, past all filters, so also
     * where nobody may ask.
     */
    private record AsteriskAdapter(Adapter adapter) implements Adapter {
        private static final byte[] ROOT = {'/'};

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
}
