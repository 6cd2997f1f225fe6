package hera.foundation.forward;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.AttributeKey;
import java.io.IOException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Consumer;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/**
 * Connections with TLS. Handlers behind it see the same events as without: the other side's farewell is the end of its input,
 * and an end without one is a failure, because anybody on the way can cut a connection.
 */
public final class TlsChannels {
    private static final AttributeKey<X509Certificate[]> CHAIN = AttributeKey.valueOf(TlsChannels.class, "chain");
    private static final X509Certificate[] NO_CHAIN = new X509Certificate[0];

    private TlsChannels() {}

    /** Adds TLS in front of all other handlers of a new connection. */
    public static void secure(Channel channel, TlsEngines tls, Duration handshakeTimeout) {
        SslHandler handler = new SslHandler(tls.newEngine());
        handler.setHandshakeTimeoutMillis(handshakeTimeout.toMillis());
        channel.pipeline().addFirst(handler, new PlainEvents());
        handler.handshakeFuture().addListener(done -> {
            if (done.isSuccess()) {
                channel.attr(CHAIN).set(shown(handler));
            } else {
                tls.failed(channel.remoteAddress(), done.cause());
            }
        });
    }

    /** Begins the handshake on a connected channel, and tells later whether it has succeeded. */
    public static void handshake(Channel channel, Consumer<Boolean> done) {
        channel.pipeline().get(SslHandler.class).handshakeFuture().addListener(over -> done.accept(over.isSuccess()));
        channel.read();
    }

    /** Returns the certificates that the other side has shown; null for none. */
    static X509Certificate @Nullable [] chain(Channel channel) {
        X509Certificate[] chain = channel.hasAttr(CHAIN) ? channel.attr(CHAIN).get() : NO_CHAIN;
        return chain == null || chain.length == 0 ? null : chain;
    }

    private static X509Certificate[] shown(SslHandler handler) {
        try {
            Certificate[] chain = handler.engine().getSession().getPeerCertificates();
            return Arrays.copyOf(chain, chain.length, X509Certificate[].class);
        } catch (SSLPeerUnverifiedException e) {
            return NO_CHAIN; // clients need not show one
        }
    }

    /** The translation of TLS's events into those of a plain connection. */
    private static final class PlainEvents extends ChannelInboundHandlerAdapter {
        private boolean ended;

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof SslCloseCompletionEvent closed) {
                if (closed.isSuccess() && !ended) {
                    ended = true;
                    ctx.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
                }
            } else if (event == ChannelInputShutdownEvent.INSTANCE) {
                if (!ended) {
                    ended = true;
                    ctx.fireExceptionCaught(new IOException("The connection ended without the farewell of TLS"));
                    ctx.fireUserEventTriggered(event);
                }
            } else if (!(event instanceof SslHandshakeCompletionEvent)) {
                ctx.fireUserEventTriggered(event);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            Throwable reason = cause instanceof DecoderException ? cause.getCause() : cause;
            ctx.fireExceptionCaught(reason == null ? cause : reason);
        }
    }
}
