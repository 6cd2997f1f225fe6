package hera.spawn.delivery;

import hera.foundation.forward.TlsChannels;
import hera.spawn.log.NodeRow;
import hera.spawn.queue.Courier;
import hera.spawn.queue.DeliveryResult;
import hera.spawn.queue.Parcel;
import hera.spawn.queue.QueueLeases;
import hera.spawn.store.SpoolFolder;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The courier that delivers writes over HTTP/1.1, on one kept connection to each node. Thread-safe. */
public final class NettyCourier implements Courier, AutoCloseable {
    private final DeliverySettings settings;
    private final SpoolFolder bodies;
    private final NodesTls tls;
    private final QueueLeases leases;
    private final Path answers;
    private final Executor core;
    private final MultiThreadIoEventLoopGroup loops;
    private final Map<Long, Way> ways = new ConcurrentHashMap<>();

    /** A node's event loop and connection. */
    private static final class Way {
        private final EventLoop loop;
        private final String address;
        private @Nullable NodeLine line;

        private Way(EventLoop loop, String address) {
            this.loop = loop;
            this.address = address;
        }
    }

    /**
     * @param tls of nodes that speak HTTPS
     * @param leases are looked at before each request
     * @param answers the folder for large answers
     * @param core runs the callbacks with the results
     */
    public NettyCourier(
            DeliverySettings settings,
            SpoolFolder bodies,
            NodesTls tls,
            QueueLeases leases,
            Path answers,
            Executor core,
            int threads) {
        this.settings = settings;
        this.bodies = bodies;
        this.tls = tls;
        this.leases = leases;
        this.answers = answers;
        this.core = core;
        loops = new MultiThreadIoEventLoopGroup(
                threads, new DefaultThreadFactory("spawn-courier", true), NioIoHandler.newFactory());
    }

    @Override
    public void deliver(NodeRow node, Parcel parcel, Consumer<DeliveryResult> done) {
        String address = (node.secure() ? "https://" : "http://") + node.address();
        Way way = ways.compute(
                node.id(),
                (id, known) -> known != null && known.address.equals(address) ? known : new Way(loops.next(), address));
        way.loop.execute(() -> start(way, node, parcel, done));
    }

    /** Ends all connections. */
    @Override
    public void close() {
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    }

    private void start(Way way, NodeRow node, Parcel parcel, Consumer<DeliveryResult> done) {
        Timeout timeout = new Timeout();
        Delivery delivery = new Delivery(node, parcel, settings, bodies, leases, answers, result -> {
            timeout.cancel();
            core.execute(() -> done.accept(result));
        });
        timeout.scheduled =
                way.loop.schedule(delivery::timedOut, settings.tryTimeout().toMillis(), TimeUnit.MILLISECONDS);
        NodeLine kept = way.line;
        if (kept != null && kept.isOpen()) {
            delivery.start(kept);
        } else {
            connect(way, delivery);
        }
    }

    private void connect(Way way, Delivery delivery) {
        NodeLine line = new NodeLine();
        way.line = line;
        new Bootstrap()
                .group(way.loop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) DeliverySettings.CONNECT_TIMEOUT.toMillis())
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(line);
                        if (delivery.node().secure()) {
                            TlsChannels.secure(
                                    channel, tls.to(delivery.node().address()), DeliverySettings.CONNECT_TIMEOUT);
                        }
                    }
                })
                .connect(
                        delivery.node().address().host(),
                        delivery.node().address().port())
                .addListener(opened -> {
                    if (opened.isSuccess() && delivery.node().secure()) {
                        shakeHands(((ChannelFuture) opened).channel(), line, delivery);
                    } else if (opened.isSuccess()) {
                        delivery.start(line);
                    } else {
                        delivery.unreached(String.valueOf(opened.cause().getMessage()));
                    }
                });
    }

    /** Begins a delivery once the node has shown who it is; one that cannot is not reached. */
    private static void shakeHands(Channel channel, NodeLine line, Delivery delivery) {
        TlsChannels.handshake(channel, isTrusted -> {
            if (isTrusted) {
                delivery.start(line);
            } else {
                line.close();
                delivery.unreached("no TLS with a certificate that is trusted and states this host");
            }
        });
    }

    /** A time limit that is set after its delivery was made. */
    private static final class Timeout {
        private @Nullable Future<?> scheduled;

        private void cancel() {
            if (scheduled != null) {
                scheduled.cancel(false);
            }
        }
    }
}
