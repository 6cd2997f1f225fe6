package hera.foundation.forward;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;

/**
 * A tunnel between two connections: copies bytes both ways without reading them, as fast as the receiver accepts them.
 * The end of one side's input shuts down the other side's output; when both have ended, both are closed. It has no
 * timeout: TCP keep-alive ends it when a host is gone.
 */
final class Tunnel {
    private final SocketChannel client;
    private final SocketChannel server;

    private boolean clientEnded;
    private boolean serverEnded;

    Tunnel(Channel client, Channel server) {
        this.client = (SocketChannel) client;
        this.server = (SocketChannel) server;
        client.config().setOption(ChannelOption.SO_KEEPALIVE, true);
        server.config().setOption(ChannelOption.SO_KEEPALIVE, true);
    }

    void fromClient(ByteBuf bytes) {
        Channels.writeAndFlush(server, bytes);
    }

    void fromServer(ByteBuf bytes) {
        Channels.writeAndFlush(client, bytes);
    }

    /**
     * Resumes reading each side that the other has room for. To be called after a read, and when there is room again.
     */
    void readOn() {
        if (!clientEnded && server.isWritable()) {
            client.read();
        }
        if (!serverEnded && client.isWritable()) {
            server.read();
        }
    }

    void clientEnded() {
        if (!clientEnded) {
            clientEnded = true;
            passEnd(server);
        }
    }

    void serverEnded() {
        if (!serverEnded) {
            serverEnded = true;
            passEnd(client);
        }
    }

    /** Closes the other connection once the last bytes are written: one of the two has been closed. */
    void closed() {
        closeWhenSent(client);
        closeWhenSent(server);
    }

    /** Shuts the output down only after pending writes: a socket drops them otherwise. */
    private void passEnd(SocketChannel to) {
        to.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(done -> {
            Channels.endOutput(to);
            if (clientEnded && serverEnded) {
                closed();
            }
        });
    }

    private static void closeWhenSent(SocketChannel channel) {
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }
}
