package hera.foundation.server;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/** Filter that gives handlers the body that {@link LateBodyValve} has read, as if it had come with the head. */
final class LateBodyFilter implements Filter {
    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request.getAttribute(LateBody.ATTRIBUTE) instanceof LateBody body) {
            chain.doFilter(new WithBody((HttpServletRequest) request, body), response);
        } else {
            chain.doFilter(request, response);
        }
    }

    private static final class WithBody extends HttpServletRequestWrapper {
        private final LateBody body;
        private final ServletInputStream in;

        WithBody(HttpServletRequest request, LateBody body) {
            super(request);
            this.body = body;
            this.in = new BodyStream(body.bytes());
        }

        @Override
        public ServletInputStream getInputStream() {
            return in;
        }

        @Override
        public AsyncContext startAsync() {
            return body.takeOver();
        }
    }

    private static final class BodyStream extends ServletInputStream {
        private final ByteArrayInputStream bytes;

        BodyStream(byte[] bytes) {
            this.bytes = new ByteArrayInputStream(bytes);
        }

        @Override
        public int read() {
            return bytes.read();
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            return bytes.read(into, offset, length);
        }

        @Override
        public int available() {
            return bytes.available();
        }

        @Override
        public boolean isFinished() {
            return bytes.available() == 0;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setReadListener(ReadListener listener) {
            throw new IllegalStateException("the body is there: read it");
        }
    }
}
