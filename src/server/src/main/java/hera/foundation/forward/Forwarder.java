package hera.foundation.forward;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/1.1 proxy: event loops, and listeners whose requests are forwarded as their {@link Router} decides.
 * Thread-safe.
 */
public final class Forwarder implements AutoCloseable {
    /** How many connections the system holds for a listener that has not accepted them yet. */
    static final int BACKLOG = 1024;

    private static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(10);

    private final ForwardSettings settings;
    private final MultiThreadIoEventLoopGroup loops;
    private final Map<EventLoop, EventLoopState> states = new HashMap<>();

    /**
     * Starts the event loops.
     *
     * @param name of their threads
     * @param threads the number of event loops; one per core is right
     * @param nanoClock a monotonic clock's nanoseconds
     */
    public Forwarder(String name, int threads, ForwardSettings settings, LongSupplier nanoClock) {
        this.settings = settings;
        loops = new MultiThreadIoEventLoopGroup(
                threads, new DefaultThreadFactory(name, true), NioIoHandler.newFactory());
        AtomicLong roomForBodies = new AtomicLong(settings.keptInAll());
        for (EventExecutor executor : loops) {
            EventLoop loop = (EventLoop) executor;
            states.put(loop, new EventLoopState(loop, settings, nanoClock, roomForBodies));
        }
    }

    /**
     * Binds an address and accepts requests there.
     *
     * @throws IOException if the address cannot be bound, with the system's reason
     */
    public Listener listen(InetSocketAddress address, Router router) throws IOException {
        return listen(address, router, Listener.Limits.of(settings), null);
    }

    /**
     * Binds an address and accepts requests there.
     *
     * @param limits of clients here, in place of those in the settings
     * @param tls of all connections; null for none
     * @throws IOException if the address cannot be bound, with the system's reason
     */
    public Listener listen(InetSocketAddress address, Router router, Listener.Limits limits, @Nullable TlsEngines tls)
            throws IOException {
        return bind(address, new Listener(router, limits), tls, new ServerBootstrap());
    }

    /**
     * Binds an address and accepts requests there. Connections beyond the limit of all are not refused: they wait until
     * others have ended.
     *
     * @param limits of clients here, in place of those in the settings
     * @param tls of all connections; null for none
     * @throws IOException if the address cannot be bound, with the system's reason
     */
    public Listener listenInTurn(
            InetSocketAddress address, Router router, Listener.Limits limits, @Nullable TlsEngines tls)
            throws IOException {
        ServerBootstrap inTurn = new ServerBootstrap()
                .option(ChannelOption.RECVBUF_ALLOCATOR, Listener.Turns.oneByOne())
                .handler(new Listener.Turns(limits.all()));
        return bind(address, new Listener(router, limits.ofAnyNumber()), tls, inTurn);
    }

    private Listener bind(
            InetSocketAddress address, Listener listener, @Nullable TlsEngines tls, ServerBootstrap unbound)
            throws IOException {
        ServerBootstrap bootstrap = unbound.group(loops)
                .channelFactory(() -> new Listener.BoundChannel(listener))
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        if (tls != null) {
                            TlsChannels.secure(channel, tls, HANDSHAKE_TIMEOUT);
                        }
                        channel.pipeline().addLast(new FrontConnection(listener, shared(channel.eventLoop())));
                    }
                });
        ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(
                    "Cannot bind %s: %s".formatted(address, bound.cause().getMessage()), bound.cause());
        }
        listener.bound(bound.channel());
        return listener;
    }

    /** Stops the event loops and closes everything that is still open. */
    @Override
    public void close() {
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    }

    private EventLoopState shared(EventLoop loop) {
        EventLoopState shared = states.get(loop);
        if (shared == null) {
            throw new IllegalStateException("No state belongs to " + loop);
        }
        return shared;
    }
}
