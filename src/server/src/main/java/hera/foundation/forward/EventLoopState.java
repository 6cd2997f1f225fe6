package hera.foundation.forward;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The state shared by the connections of one event loop: timeouts, and the pool of unused connections to targets. Used
 * on its loop only.
 */
final class EventLoopState {
    /** How long input is read and dropped after the last answer, so that the client can still read that answer. */
    private static final Duration LINGER = Duration.ofSeconds(2);

    /** How often the time is added up that a client takes for a body. */
    private static final Duration LOOK = Duration.ofMillis(250);

    private final EventLoop loop;
    private final ForwardSettings settings;
    private final Bootstrap bootstrap;
    private final Map<Target, ArrayDeque<BackConnection>> pool = new HashMap<>();
    private final AtomicLong roomForBodies;

    private final Deadlines.Span answering;
    private final Deadlines.Span heading;
    private final Deadlines.Span idling;
    private final Deadlines.Span lingering;
    private final Deadlines.Span pooling;
    private final Deadlines.Span looking;

    EventLoopState(EventLoop loop, ForwardSettings settings, LongSupplier nanoClock, AtomicLong roomForBodies) {
        this.loop = loop;
        this.settings = settings;
        this.roomForBodies = roomForBodies;
        Deadlines deadlines = new Deadlines(loop, nanoClock);
        answering = deadlines.span(settings.answerTimeout());
        heading = deadlines.span(earlier(settings.headTimeout(), settings.idleTimeout()));
        idling = deadlines.span(settings.idleTimeout());
        lingering = deadlines.span(LINGER);
        pooling = deadlines.span(settings.pooledTimeout());
        looking = deadlines.span(LOOK);
        bootstrap = new Bootstrap()
                .group(loop)
                .channelFactory(ProbedSocketChannel::new)
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.AUTO_CLOSE, false)
                .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(
                        ChannelOption.CONNECT_TIMEOUT_MILLIS,
                        Math.toIntExact(settings.connectTimeout().toMillis()));
    }

    /** Returns the shorter of two timeouts, of which zero is none. */
    private static Duration earlier(Duration one, Duration other) {
        return one.isZero() || (!other.isZero() && other.compareTo(one) < 0) ? other : one;
    }

    EventLoop loop() {
        return loop;
    }

    ForwardSettings settings() {
        return settings;
    }

    KeptBody newKeptBody() {
        return new KeptBody(settings.keptBody(), roomForBodies);
    }

    Deadlines.Span answering() {
        return answering;
    }

    Deadlines.Span heading() {
        return heading;
    }

    Deadlines.Span idling() {
        return idling;
    }

    Deadlines.Span lingering() {
        return lingering;
    }

    Deadlines.Span looking() {
        return looking;
    }

    /**
     * Returns an unused connection to the target, the one used last, or null if there is none.
     *
     * @param probed whether to return only a connection that the target has not closed, as far as this machine knows
     */
    @Nullable
    BackConnection take(Target target, boolean probed) {
        ArrayDeque<BackConnection> unused = pool.get(target);
        while (unused != null) {
            BackConnection connection = unused.pollLast();
            if (connection == null) {
                return null;
            }
            connection.leavePool();
            if (!probed || connection.isQuiet()) {
                return connection;
            }
            connection.close();
        }
        return null;
    }

    /** Opens a connection and notifies the attempt of the outcome. */
    void connect(Target target, Attempt attempt) {
        BackConnection connection = new BackConnection(this, target);
        bootstrap.clone().handler(connection).connect(target.address()).addListener(opened -> {
            if (!opened.isSuccess()) {
                attempt.unreachable();
            } else if (target.tls() == null) {
                attempt.connected(connection);
            } else {
                secure(connection, target.tls(), attempt);
            }
        });
    }

    private void secure(BackConnection connection, TlsEngines tls, Attempt attempt) {
        Channel channel = connection.context().channel();
        TlsChannels.secure(channel, tls, settings.connectTimeout());
        TlsChannels.handshake(channel, succeeded -> {
            if (succeeded) {
                attempt.connected(connection);
            } else {
                connection.close();
                attempt.unreachable();
            }
        });
    }

    /** Puts a connection into the pool for its target, or closes it if the pool has enough. */
    void pool(BackConnection connection) {
        ArrayDeque<BackConnection> unused = pool.computeIfAbsent(connection.target(), target -> new ArrayDeque<>());
        if (unused.size() >= settings.maxPooled()) {
            connection.close();
        } else {
            unused.addLast(connection);
            connection.enterPool(pooling);
        }
    }

    /** Removes a connection from the pool. */
    void forget(BackConnection connection) {
        ArrayDeque<BackConnection> unused = pool.get(connection.target());
        if (unused != null) {
            unused.removeLastOccurrence(connection);
            if (unused.isEmpty()) {
                pool.remove(connection.target());
            }
        }
    }

    /** The listener of a connection that is being opened. */
    interface Attempt {
        void connected(BackConnection connection);

        void unreachable();
    }
}
