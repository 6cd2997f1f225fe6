package hera.foundation.forward;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundInvoker;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import java.util.concurrent.TimeUnit;

/**
 * Calls of Netty whose futures are ignored: a failure also closes the channel or its output, and that is handled where
 * the channel's events arrive.
 */
@SuppressWarnings("FutureReturnValueIgnored")
final class Channels {
    private Channels() {}

    static void write(ChannelOutboundInvoker to, ByteBuf bytes) {
        to.write(bytes);
    }

    static void writeAndFlush(ChannelOutboundInvoker to, ByteBuf bytes) {
        to.writeAndFlush(bytes);
    }

    static void close(ChannelOutboundInvoker channel) {
        channel.close();
    }

    /** Ends the output in order, with TLS after its farewell. */
    static void endOutput(DuplexChannel channel) {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls == null) {
            channel.shutdownOutput();
        } else {
            tls.closeOutbound().addListener(sent -> channel.shutdownOutput());
        }
    }

    /**
     * Closes a connection before its last answer is complete.
     *
     * @param endMeansWhole whether an orderly close would look like that answer's end, so that a reset is sent, and no
     *     farewell of TLS
     */
    static void breakOff(ChannelHandlerContext context, boolean endMeansWhole) {
        if (endMeansWhole) {
            context.channel().config().setOption(ChannelOption.SO_LINGER, 0);
            context.pipeline().firstContext().close();
        } else {
            context.close();
        }
    }

    static void after(EventLoop loop, long millis, Runnable task) {
        loop.schedule(task, millis, TimeUnit.MILLISECONDS);
    }
}
