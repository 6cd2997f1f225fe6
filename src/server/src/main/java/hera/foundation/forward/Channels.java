package hera.foundation.forward;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelOutboundInvoker;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DuplexChannel;
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

    static void endOutput(DuplexChannel channel) {
        channel.shutdownOutput();
    }

    static void after(EventLoop loop, long millis, Runnable task) {
        loop.schedule(task, millis, TimeUnit.MILLISECONDS);
    }
}
