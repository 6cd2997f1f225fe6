package hera.foundation.forward;

import hera.foundation.clients.ClientNetwork;
import hera.foundation.clients.ConnectionShares;
import hera.foundation.clients.RequestRates;
import hera.foundation.forward.message.RequestHead;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.ServerChannelRecvByteBufAllocator;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A bound address, with its open connections and requests. Thread-safe. */
public final class Listener {
    /** How long the end of accepting is waited for; it is done once the event loop comes to it. */
    private static final int CLOSE_SECONDS = 5;

    private final Router router;
    private final int maxConnections;
    private final Duration bodyTimeout;
    private final @Nullable RequestRates rates;
    private final @Nullable ConnectionShares shares;
    private final Set<FrontConnection> connections = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger exchanges = new AtomicInteger();
    private final AtomicInteger tunnels = new AtomicInteger();
    private final AtomicBoolean draining = new AtomicBoolean();
    private volatile @Nullable Channel channel;

    /**
     * The limits of clients.
     *
     * @param all the greatest number of connections that are open at a time
     * @param ofOneClient the greatest number of one address, of IPv6 of one /64; 0 for no such limit
     * @param rates the requests a second of one address, of IPv6 of one /64; null for no such limit
     * @param body how long a client may be waited for within one body, and a second more for each 64 KiB; zero for ever
     */
    public record Limits(int all, int ofOneClient, @Nullable RequestRates rates, Duration body) {
        /** Returns those that the settings have, of connections and bodies. */
        public static Limits of(ForwardSettings settings) {
            return new Limits(settings.maxConnections(), 0, null, settings.bodyTimeout());
        }

        /** Returns the same without the limit of all connections. */
        Limits ofAnyNumber() {
            return new Limits(Integer.MAX_VALUE, ofOneClient, rates, body);
        }
    }

    Listener(Router router, Limits limits) {
        this.router = router;
        this.maxConnections = limits.all();
        this.bodyTimeout = limits.body();
        this.rates = limits.rates();
        this.shares = limits.ofOneClient() == 0 ? null : new ConnectionShares(limits.ofOneClient());
    }

    /** Returns the bound address, with the actual port if the system chose one. */
    public InetSocketAddress address() {
        Channel bound = channel;
        if (bound == null) {
            throw new IllegalStateException("The listener is not bound");
        }
        return (InetSocketAddress) bound.localAddress();
    }

    /** Returns how many clients' connections are open. */
    public int connections() {
        return connections.size();
    }

    /** Returns whether any client is connected, even if its connection is not in use yet. */
    public boolean hasClients() {
        return accepted.get() > 0;
    }

    /** Returns the number of requests in progress, without tunnels. */
    public int exchanges() {
        return exchanges.get();
    }

    /** Returns how many tunnels are open. */
    public int tunnels() {
        return tunnels.get();
    }

    /**
     * Starts draining: every answer from now on closes its connection. New connections and requests are still accepted.
     */
    public void drain() {
        draining.set(true);
    }

    /**
     * Accepts no more connections but those that the system has let in already, and closes those that wait for another
     * request. One that has not had its first yet stays open: a client that has just come could not know of the end. Waits
     * for the event loop that accepts, so it must not be called on one.
     */
    public void closeIdle() {
        stopAccepting();
        for (FrontConnection connection : connections) {
            connection.onLoop(connection::closeIfIdle);
        }
    }

    /**
     * Accepts no more connections and closes all, even those with a request in progress. Waits for the event loop that
     * accepts, so it must not be called on one.
     */
    public void close() {
        stopAccepting();
        for (FrontConnection connection : connections) {
            connection.onLoop(connection::close);
        }
    }

    void bound(Channel bound) {
        channel = bound;
    }

    Router router() {
        return router;
    }

    Duration bodyTimeout() {
        return bodyTimeout;
    }

    boolean isDraining() {
        return draining.get();
    }

    /** Returns the route of a request: the router's, unless its client sends too many. */
    Route route(RequestHead request, SocketChannel connection) {
        InetSocketAddress client = connection.remoteAddress();
        return rates == null || rates.admits(ClientNetwork.of(client.getAddress()))
                ? router.route(request, client, TlsChannels.chain(connection))
                : new TakingRoute(new Step.Answer(
                        router.refuse(429, "This client sends more requests a second than it may: send fewer.")));
    }

    /** Counts the connection until it is closed; returns null if it is within the limits, else what is beyond. */
    @Nullable
    String opened(FrontConnection connection, @Nullable InetSocketAddress client) {
        connections.add(connection);
        if (connections.size() > maxConnections) {
            return "There are too many connections already.";
        }
        return shares == null || client == null || shares.open(connection, ClientNetwork.of(client.getAddress()))
                ? null
                : "This client has as many connections as it may: use fewer, and keep them open.";
    }

    void closed(FrontConnection connection) {
        connections.remove(connection);
        if (shares != null) {
            shares.close(connection);
        }
    }

    void exchangeStarted() {
        exchanges.incrementAndGet();
    }

    void exchangeEnded() {
        exchanges.decrementAndGet();
    }

    void tunnelStarted() {
        tunnels.incrementAndGet();
    }

    void tunnelEnded() {
        tunnels.decrementAndGet();
    }

    /**
     * A bound channel that drops no client at its end. The system lets clients connect until the socket is really closed, and
     * resets those that nobody has accepted by then; so they are accepted first. The JDK closes a socket that is registered
     * with a selector at the next selection only, so it is deregistered before.
     */
    static final class BoundChannel extends NioServerSocketChannel {
        private final Listener listener;

        BoundChannel(Listener listener) {
            this.listener = listener;
        }

        @Override
        protected int doReadMessages(List<Object> into) throws Exception {
            int read = super.doReadMessages(into);
            for (Object client : into.subList(into.size() - read, into.size())) {
                listener.accepted.incrementAndGet();
                ((Channel) client).closeFuture().addListener(closed -> listener.accepted.decrementAndGet());
            }
            return read;
        }

        @Override
        protected void doClose() throws Exception {
            SelectionKey key = registration().attachment();
            key.cancel();
            key.selector().selectNow();
            List<Object> last = new ArrayList<>();
            try {
                while (isActive() && last.size() < Forwarder.BACKLOG && doReadMessages(last) > 0) {
                    // Until none is left.
                }
            } finally {
                super.doClose();
                last.forEach(pipeline()::fireChannelRead);
            }
        }
    }

    /**
     * Lets so many connections in at once; the next waits in the system's queue until one of them has ended. Used on the event
     * loop of the bound channel.
     */
    static final class Turns extends ChannelInboundHandlerAdapter {
        private final int most;
        private int open;

        Turns(int most) {
            this.most = most;
        }

        /** Returns what lets a bound channel accept one connection, and then look whether it may accept another. */
        static RecvByteBufAllocator oneByOne() {
            return new ServerChannelRecvByteBufAllocator().maxMessagesPerRead(1);
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object accepted) {
            open++;
            if (open >= most) {
                ctx.channel().config().setAutoRead(false);
            }
            ((Channel) accepted).closeFuture().addListener(closed -> {
                if (!ctx.executor().isShuttingDown()) {
                    ctx.executor().execute(() -> ended(ctx.channel()));
                }
            });
            ctx.fireChannelRead(accepted);
        }

        private void ended(Channel bound) {
            open--;
            if (open < most) {
                bound.config().setAutoRead(true);
            }
        }
    }

    private void stopAccepting() {
        Channel bound = channel;
        if (bound != null) {
            bound.close().awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
        }
    }
}
