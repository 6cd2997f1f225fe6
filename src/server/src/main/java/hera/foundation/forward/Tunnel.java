package hera.foundation.forward;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;

/**
 * Two connections whose bytes go from each to the other, unread, as fast as the slower of the two takes them. A side
 * that has ended ends the other's output; when both have, both are closed. Without a time limit: TCP's keep-alive ends
 * it when a host is gone.
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

    /** Reads on where there is room on the other side. To be called when something was read or there is room again. */
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

    /** One of the two is gone altogether, after what it said last is on its way to the other. */
    void closed() {
        closeWhenSent(client);
        closeWhenSent(server);
    }

    /** What is written ends behind all that is on its way, for a socket's output that is shut down drops it. */
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
